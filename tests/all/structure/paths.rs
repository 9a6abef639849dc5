//! The paths that a piece of code names: in `use`, in types and expressions, in the tokens of a macro call and of an attribute.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::attributes::{attributes, is_for_tests};

/// A path as it stands in the code.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// Its segments, without generic arguments.
    pub(crate) segments: Vec<String>,
    /// The line of its first segment.
    pub(crate) line: usize,
}

/// One leaf of a `use`.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    /// What is imported; of a glob, the module before the star.
    pub(crate) path: Named,
    /// The name that it has here: none for `as _`, none for a glob.
    pub(crate) name: Option<String>,
    /// Whether it is a glob.
    pub(crate) glob: bool,
}

/// Collects what the code of one module names. Code for tests is passed over.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    /// Paths of two segments or more, outside `use`.
    pub(crate) named: Vec<Named>,
    /// The leaves of every `use`, those within functions included.
    pub(crate) imports: Vec<Import>,
    /// Every word outside `use`.
    pub(crate) words: BTreeSet<String>,
}

impl Paths {
    fn tree(&mut self, tree: &syn::UseTree, before: &mut Vec<(String, usize)>) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(segment(&path.ident));
                self.tree(&path.tree, before);
                before.pop();
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().map(|(name, _)| name.clone());
                self.leaf(before, last, false);
            }
            syn::UseTree::Name(name) => {
                before.push(segment(&name.ident));
                self.leaf(before, Some(name.ident.to_string()), false);
                before.pop();
            }
            syn::UseTree::Rename(rename) => {
                let itself = rename.ident == "self";
                if !itself {
                    before.push(segment(&rename.ident));
                }
                let name = rename.rename.to_string();
                self.leaf(before, (name != "_").then_some(name), false);
                if !itself {
                    before.pop();
                }
            }
            syn::UseTree::Glob(_) => self.leaf(before, None, true),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before)),
        }
    }

    fn leaf(&mut self, path: &[(String, usize)], name: Option<String>, glob: bool) {
        let Some((_, line)) = path.last() else { return };
        self.imports.push(Import {
            path: Named {
                segments: path.iter().map(|(name, _)| name.clone()).collect(),
                line: *line,
            },
            name,
            glob,
        });
    }

    /// What looks like `a::b` among tokens that only a macro understands.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(first) => {
                    let outside = at >= 2 && colons(&tokens, at - 2);
                    let mut segments = vec![first.to_string()];
                    self.words.insert(first.to_string());
                    while colons(&tokens, at + 1)
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 3)
                    {
                        segments.push(next.to_string());
                        at += 3;
                    }
                    if segments.len() > 1 && !outside {
                        let line = first.span().start().line;
                        self.named.push(Named { segments, line });
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
    }

    /// Paths that serde reads out of a text: `#[serde(with = "crate::text")]`.
    fn texts(&mut self, tokens: TokenStream) {
        for token in tokens {
            if let TokenTree::Literal(literal) = token
                && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
                && let Ok(path) = text.parse::<syn::Path>()
            {
                self.add(&path, Some(literal.span().start().line));
            }
        }
    }

    fn add(&mut self, path: &syn::Path, line: Option<usize>) {
        if path.leading_colon.is_some() || path.segments.len() < 2 {
            return;
        }
        let line = line.unwrap_or_else(|| path.segments[0].ident.span().start().line);
        let segments = path.segments.iter().map(|part| part.ident.to_string()).collect();
        self.named.push(Named { segments, line });
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        // `use ::name` leads out of the crate.
        if item.leading_colon.is_none() {
            self.tree(&item.tree, &mut Vec::new());
        }
    }

    // Who may see a thing is no arrow.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_ident(&mut self, word: &'ast syn::Ident) {
        self.words.insert(word.to_string());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(path, None);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.add(&call.path, None);
        self.tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        match &attribute.meta {
            syn::Meta::List(list) => {
                self.tokens(list.tokens.clone());
                if attribute.path().is_ident("serde") {
                    self.texts(list.tokens.clone());
                }
            }
            syn::Meta::NameValue(pair) => self.visit_expr(&pair.value),
            syn::Meta::Path(_) => {}
        }
    }
}

fn segment(name: &syn::Ident) -> (String, usize) {
    (name.to_string(), name.span().start().line)
}

/// Whether `::` stands at this place.
fn colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon =
        |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    colon(tokens.get(at)) && colon(tokens.get(at + 1))
}
