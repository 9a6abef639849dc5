//! The modules of one crate: which file each is in, what it names, and what is named in it. Modules for tests are left out.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit as _;

use super::attributes::{attributes, is_for_tests};
use super::files::Sources;
use super::paths::{Import, Named, Paths};

/// What a name stands for in a module. One name can stand for a module and for something else at once.
#[derive(Debug, Clone)]
pub(crate) enum Meaning {
    /// A module, by its place in [`Modules::all`].
    Module(usize),
    /// A function, a type, a constant: defined right here.
    Defined,
    /// Something brought here by `use`, with the path that was written.
    Imported(Vec<String>),
}

/// A module in a file or within braces.
#[derive(Debug)]
pub(crate) struct Module {
    /// The file that holds its code.
    pub(crate) file: String,
    /// The module around it; none for the root of a target.
    pub(crate) parent: Option<usize>,
    /// What its names stand for.
    pub(crate) names: BTreeMap<String, Vec<Meaning>>,
    /// Every `use`.
    pub(crate) imports: Vec<Import>,
    /// Every other path.
    pub(crate) paths: Vec<Named>,
    /// Every word outside `use`.
    pub(crate) words: BTreeSet<String>,
    /// Whether it holds code, and not only declarations of modules and `use`.
    pub(crate) has_code: bool,
}

/// All modules of all targets of a crate.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    /// Parents stand before their children.
    pub(crate) all: Vec<Module>,
    /// What could not be read.
    pub(crate) unread: Vec<String>,
}

impl Modules {
    /// Reads every file that a root leads to.
    pub(crate) fn of(sources: &Sources) -> Self {
        let mut modules = Self::default();
        for root in &sources.roots {
            let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
            modules.file(sources, root, folder, None);
        }
        modules
    }

    fn file(&mut self, sources: &Sources, path: &str, folder: &str, parent: Option<usize>) -> Option<usize> {
        let Some(text) = sources.files.get(path) else {
            self.unread.push(format!("{path}: there is no such file"));
            return None;
        };
        match syn::parse_file(text) {
            Ok(file) => Some(self.module(sources, path, folder, parent, &file.items)),
            Err(error) => {
                self.unread
                    .push(format!("{path}:{}: {error}", error.span().start().line));
                None
            }
        }
    }

    /// A module of these items, whose own modules are in files below `folder`.
    fn module(
        &mut self,
        sources: &Sources,
        path: &str,
        folder: &str,
        parent: Option<usize>,
        items: &[syn::Item],
    ) -> usize {
        let here = self.all.len();
        self.all.push(Module {
            file: path.to_owned(),
            parent,
            names: BTreeMap::new(),
            imports: Vec::new(),
            paths: Vec::new(),
            words: BTreeSet::new(),
            has_code: false,
        });
        let mut paths = Paths::default();
        for item in items.iter().filter(|item| !is_for_tests(attributes(item))) {
            match item {
                syn::Item::Mod(module) => {
                    if let Some(child) = self.child(sources, path, folder, here, module) {
                        self.name(here, &module.ident.to_string(), Meaning::Module(child));
                    }
                }
                syn::Item::Use(_) => paths.visit_item(item),
                _ => {
                    paths.visit_item(item);
                    self.all[here].has_code = true;
                    if let Some(name) = defined(item) {
                        self.name(here, &name, Meaning::Defined);
                    }
                }
            }
        }
        for import in &paths.imports {
            if let Some(name) = &import.name {
                self.name(here, name, Meaning::Imported(import.path.segments.clone()));
            }
        }
        self.all[here].imports = paths.imports;
        self.all[here].paths = paths.named;
        self.all[here].words = paths.words;
        here
    }

    fn child(
        &mut self,
        sources: &Sources,
        path: &str,
        folder: &str,
        parent: usize,
        module: &syn::ItemMod,
    ) -> Option<usize> {
        let name = module.ident.to_string();
        let below = |name: &str| {
            if folder.is_empty() {
                name.to_owned()
            } else {
                format!("{folder}/{name}")
            }
        };
        if let Some((_, items)) = &module.content {
            return Some(self.module(sources, path, &below(&name), Some(parent), items));
        }
        if let Some(elsewhere) = written_path(&module.attrs) {
            let file = beside(path, &elsewhere);
            let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            return self.file(sources, &file, &folder, Some(parent));
        }
        let in_folder = below(&format!("{name}/mod.rs"));
        let file = if sources.files.contains_key(&in_folder) {
            in_folder
        } else {
            below(&format!("{name}.rs"))
        };
        self.file(sources, &file, &below(&name), Some(parent))
    }

    fn name(&mut self, module: usize, name: &str, meaning: Meaning) {
        self.all[module]
            .names
            .entry(name.to_owned())
            .or_default()
            .push(meaning);
    }
}

/// What `#[path = "…"]` says.
fn written_path(attributes: &[syn::Attribute]) -> Option<String> {
    let mut pairs = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("path") => Some(&pair.value),
        _ => None,
    });
    match pairs.next()? {
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// A path that is written in a file, from the folder of that file on.
fn beside(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// The name that an item gives to something; an `impl` gives none.
fn defined(item: &syn::Item) -> Option<String> {
    let name = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Macro(item) => item.ident.as_ref()?,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::TraitAlias(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
