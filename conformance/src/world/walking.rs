//! Walks through a list page by page: the one place that follows cursors. What a walk should show belongs to the steps. The
//! invariant: a walk has an end, whatever the target answers.

use std::collections::BTreeSet;

use super::{Page, Step, Walk, WalkEnd, World};

/// A walk is cut off after so many pages more than the caller has jobs. A page that has a cursor shows a job at least, so no
/// sound list is that long, even one that grows by a few jobs meanwhile.
const PAGES_TO_SPARE: usize = 12;

impl World {
    /// One page of the caller's list, whatever it is answered with.
    ///
    /// # Errors
    /// As [`World::send`].
    pub async fn page(&mut self, caller: &str, limit: usize, cursor: Option<&str>) -> Step<Page> {
        let target = self.target()?;
        let limit = limit.to_string();
        let mut query = vec![("limit", limit.as_str())];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let sent = self.send_as(caller, target.api.list(caller, &query)).await?;
        let jobs = target.api.jobs(&sent.response).unwrap_or_default();
        Ok(Page {
            shown: jobs.iter().filter_map(|job| target.api.job_of(job)).collect(),
            cursor: target.api.next_cursor(&sent.response),
            sent,
        })
    }

    /// The first page of the caller's list.
    ///
    /// # Errors
    /// Broken where the caller gets no list.
    pub async fn first_page(&mut self, caller: &str, limit: usize) -> Step<Page> {
        let page = self.page(caller, limit, None).await?;
        self.must_be_list(page, "a workspace lists its own jobs")
    }

    /// Walks the caller's list from its first page to its end.
    ///
    /// # Errors
    /// Broken where a page is no list.
    pub async fn walk(&mut self, caller: &str, limit: usize) -> Step<Walk> {
        let first = self.first_page(caller, limit).await?;
        self.walk_on(caller, limit, first, async |_: &mut Self| Ok(()))
            .await
    }

    /// Goes on from this page to the end of the list. `meanwhile` is done before each page that follows.
    ///
    /// # Errors
    /// Broken where a page is no list; whatever stops `meanwhile`.
    pub async fn walk_on(
        &mut self,
        caller: &str,
        limit: usize,
        first: Page,
        mut meanwhile: impl AsyncFnMut(&mut Self) -> Step,
    ) -> Step<Walk> {
        let most = self.jobs_of(caller).len() + PAGES_TO_SPARE;
        let mut cursors = BTreeSet::new();
        let mut shown: BTreeSet<String> = first.shown.iter().cloned().collect();
        let mut next = first.cursor.clone();
        let mut walk = Walk {
            caller: caller.to_owned(),
            limit,
            pages: vec![first],
            end: WalkEnd::LastPage,
        };
        while let Some(cursor) = next {
            if walk.pages.len() >= most {
                walk.end = WalkEnd::CutOff;
                break;
            }
            meanwhile(self).await?;
            let page = self.page(caller, limit, Some(&cursor)).await?;
            let page = self.must_be_list(page, "a walk goes on where it stopped")?;
            let again = !cursors.insert(cursor);
            let before = shown.len();
            shown.extend(page.shown.iter().cloned());
            next = page.cursor.clone();
            walk.pages.push(page);
            // One cursor may stand for a place that moves on; one that leads back is followed for no longer.
            if again && shown.len() == before {
                walk.end = WalkEnd::CursorAgain;
                break;
            }
        }
        Ok(walk)
    }

    fn must_be_list(&mut self, page: Page, claim: &str) -> Step<Page> {
        let target = self.target()?;
        let status = page.sent.response.status;
        if status == 200 && target.api.jobs(&page.sent.response).is_some() {
            return Ok(page);
        }
        let who = page.sent.request.who.clone();
        let found = format!("{who} asked for a page of its own jobs and was answered {status}");
        Err(self.broken(claim, found, &[&page.sent]))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::under_test::examples::answering;

    fn page(jobs: &[&str], cursor: Option<&str>) -> (u16, String) {
        let jobs: Vec<_> = jobs.iter().map(|id| serde_json::json!({"job_id": id})).collect();
        (
            200,
            serde_json::json!({"jobs": jobs, "next_cursor": cursor}).to_string(),
        )
    }

    /// The cursor in the first line of a request.
    fn cursor_of(request: &str) -> Option<&str> {
        let (_, rest) = request.lines().next()?.split_once("cursor=")?;
        rest.split([' ', '&']).next()
    }

    async fn walked(answer: fn(Option<&str>) -> (u16, String)) -> Step<Walk> {
        let (running, _answering) = answering(move |request| answer(cursor_of(request))).await;
        let mut world = World::on(Arc::clone(&running.target));
        world.walk("acme", 2).await
    }

    #[tokio::test]
    async fn a_walk_follows_every_cursor_to_the_last_page() {
        let walk = walked(|cursor| match cursor {
            None => page(&["a", "b"], Some("one")),
            Some("one") => page(&["c", "d"], Some("two")),
            Some(_) => page(&["e"], None),
        });
        let walk = walk.await.unwrap();
        assert_eq!(walk.shown(), ["a", "b", "c", "d", "e"]);
        assert_eq!((walk.pages.len(), walk.end), (3, WalkEnd::LastPage));
        assert_eq!(walk.proof().len(), 3);
    }

    #[tokio::test]
    async fn a_cursor_that_leads_back_is_recognised() {
        let walk = walked(|cursor| match cursor {
            None | Some("two") => page(&["a"], Some("one")),
            Some(_) => page(&["b"], Some("two")),
        });
        let walk = walk.await.unwrap();
        assert_eq!(walk.end, WalkEnd::CursorAgain);
        assert_eq!(walk.shown(), ["a", "b", "a", "b"]);
    }

    #[tokio::test]
    async fn a_list_without_an_end_is_cut_off() {
        let walk = walked(|cursor| {
            let number = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
            page(&[], Some(&(number + 1).to_string()))
        });
        let walk = walk.await.unwrap();
        assert_eq!((walk.pages.len(), walk.end), (PAGES_TO_SPARE, WalkEnd::CutOff));
    }

    #[tokio::test]
    async fn a_page_that_is_no_list_breaks_the_walk() {
        let stop = walked(|cursor| match cursor {
            None => page(&["a"], Some("one")),
            Some(_) => (404, String::new()),
        });
        let stop = stop.await.err().unwrap().to_string();
        assert!(
            stop.contains("goes on where it stopped") && stop.contains("404"),
            "{stop}"
        );
    }
}
