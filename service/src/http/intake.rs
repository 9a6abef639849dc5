//! Limits on a request before anything reads it: how long, how big, how slow.
//!
//! The whole body is read here, so that the connection stays usable after an early refusal. Whether the body was too big is
//! noted here and judged by the handler, after the token.
//! Invariant: no more than the limit is ever kept in memory, and no request waits for ever.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, EXPECT};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::BytesMut;
use http_body_util::BodyExt as _;

use super::parts::Limits;
use super::problem::{Invalid, Problem};

/// How much of an oversize body is read and thrown away, so that the sender can still read the answer.
const DISCARDED: usize = 4 * 1024 * 1024;

/// Marks a request whose body was over the limit and was thrown away.
#[derive(Clone, Copy)]
struct Oversize;

pub(super) async fn intake(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    match admit(limits, request).await {
        Ok(request) => match tokio::time::timeout(limits.answer_time, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Problem::Unavailable.into_response(),
        },
        Err(problem) => problem.into_response(),
    }
}

/// The body as it was read.
pub(super) async fn body_of(request: Request) -> Result<Bytes, Problem> {
    if request.extensions().get::<Oversize>().is_some() {
        return Err(Problem::BodyTooLarge);
    }
    let collected = request
        .into_body()
        .collect()
        .await
        .map_err(|_| Invalid::Transfer)?;
    Ok(collected.to_bytes())
}

async fn admit(limits: Limits, request: Request) -> Result<Request, Problem> {
    if request
        .uri()
        .path_and_query()
        .is_some_and(|target| target.as_str().len() > limits.target)
    {
        return Err(Problem::TargetTooLong);
    }
    let header_bytes: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.as_bytes().len())
        .sum();
    if header_bytes > limits.headers {
        return Err(Problem::HeadersTooLarge);
    }
    let (mut head, body) = request.into_parts();
    let intake = take(body, limits.body, refuses_unseen(&head.headers, limits.body));
    let taken = tokio::time::timeout(limits.body_time, intake)
        .await
        .map_err(|_| Problem::BodyTimeout)??;
    let body = match taken {
        Some(bytes) => Body::from(bytes),
        None => {
            head.extensions.insert(Oversize);
            Body::empty()
        }
    };
    Ok(Request::from_parts(head, body))
}

/// Whether an announced body is refused without reading it: it is larger than what would be thrown away, or its sender
/// waits for permission first.
fn refuses_unseen(headers: &HeaderMap, limit: usize) -> bool {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok())
        .unwrap_or(0);
    announced > limit && (headers.contains_key(EXPECT) || announced > DISCARDED)
}

/// The whole body, or `None` if it is over the limit.
async fn take(mut body: Body, limit: usize, refuse_unseen: bool) -> Result<Option<Bytes>, Problem> {
    if refuse_unseen {
        return Ok(None);
    }
    let mut kept = BytesMut::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Invalid::Transfer)?.into_data() else {
            continue;
        };
        seen = seen.saturating_add(data.len());
        if seen > DISCARDED.max(limit) {
            break;
        }
        if seen <= limit {
            kept.extend_from_slice(&data);
        }
    }
    Ok((seen <= limit).then(|| kept.freeze()))
}
