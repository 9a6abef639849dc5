//! A list as it was walked page by page. Walking belongs to `walking`, judging to the steps. The invariant: a walk says how
//! it ended, so that one which was cut off is never taken for one that came to its end.

use super::attempt::Answered;

/// One page of a list.
#[derive(Clone)]
pub struct Page {
    /// The request for it, and its answer.
    pub sent: Answered,
    /// The ids of the jobs on it, in the order shown.
    pub shown: Vec<String>,
    /// The cursor to the page after it.
    pub cursor: Option<String>,
}

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkEnd {
    /// The last page has no cursor, as it should be.
    LastPage,
    /// A page had a cursor that an earlier one had, and it led to nothing that was not shown before.
    CursorAgain,
    /// There was always another page; the walk was cut off.
    CutOff,
}

/// A list walked page by page.
#[derive(Clone)]
pub struct Walk {
    /// Whose list.
    pub caller: String,
    /// Jobs asked for on each page.
    pub limit: usize,
    /// The pages, in the order in which they were asked for.
    pub pages: Vec<Page>,
    /// How it ended.
    pub end: WalkEnd,
}

impl Walk {
    /// The ids of the jobs on all pages, in the order shown.
    #[must_use]
    pub fn shown(&self) -> Vec<String> {
        self.pages.iter().flat_map(|page| page.shown.clone()).collect()
    }

    /// The pages as evidence.
    #[must_use]
    pub fn proof(&self) -> Vec<&Answered> {
        self.pages.iter().map(|page| &page.sent).collect()
    }
}
