//! Whether an answer is the refusal that was promised: its status and its challenge. Caching is a promise of its own
//! (LEAK-05). Which status stands for which refusal is the profile's to say and arrives here as a yes or no. The
//! invariant: an answer that carries job data is never a refusal, whatever its status.

use crate::wire::Response;

/// What the `WWW-Authenticate` header of a refusal has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// Nothing is demanded of it.
    Any,
    /// A Bearer challenge, with or without an error code.
    Bearer,
    /// A Bearer challenge that blames nothing, since nothing was presented.
    BearerWithoutError,
    /// A Bearer challenge with this error code.
    BearerError(&'static str),
}

/// What is wrong with a refusal, in words; `None` where nothing is.
#[must_use]
pub fn fault(response: &Response, accepted: bool, wanted: &str, challenge: Challenge) -> Option<String> {
    if !accepted {
        return Some(format!("answered {}, where {wanted} was due", response.status));
    }
    challenge_fault(response, challenge)
}

fn challenge_fault(response: &Response, challenge: Challenge) -> Option<String> {
    if challenge == Challenge::Any {
        return None;
    }
    let status = response.status;
    let Some(found) = response
        .headers_named("www-authenticate")
        .into_iter()
        .find_map(bearer_parameters)
    else {
        return Some(format!(
            "answered {status} without a Bearer challenge in `WWW-Authenticate`"
        ));
    };
    let error = parameter(found, "error");
    match (challenge, error) {
        (Challenge::BearerWithoutError, Some(error)) => Some(format!(
            "answered {status} blaming `{error}`, though no credentials were sent"
        )),
        (Challenge::BearerError(wanted), error) if error.as_deref() != Some(wanted) => {
            let error = error.unwrap_or_else(|| "nothing".to_owned());
            Some(format!(
                "answered {status} with a challenge naming {error}, where `{wanted}` was due"
            ))
        }
        _ => None,
    }
}

/// The parameters of a Bearer challenge, or nothing if it is of another scheme.
fn bearer_parameters(value: &str) -> Option<&str> {
    let scheme = value.get(..6)?;
    let rest = &value[6..];
    (scheme.eq_ignore_ascii_case("bearer") && (rest.is_empty() || rest.starts_with([' ', ','])))
        .then(|| rest.trim())
}

/// The value of one parameter, without its quotes.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    parameters.split(',').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(challenge: &str) -> Response {
        let named = (!challenge.is_empty()).then(|| ("www-authenticate".to_owned(), challenge.to_owned()));
        Response {
            status: 401,
            headers: named.into_iter().collect(),
            body: Vec::new(),
        }
    }

    fn fault_of(challenge: &str, wanted: Challenge) -> Option<String> {
        fault(&answer(challenge), true, "401", wanted)
    }

    #[test]
    fn a_challenge_is_read_as_it_is_written() {
        assert_eq!(fault_of("Bearer", Challenge::BearerWithoutError), None);
        assert_eq!(
            fault_of("Bearer realm=\"jobs\"", Challenge::BearerWithoutError),
            None
        );
        let invalid = "bearer realm=\"x\", error=\"invalid_token\"";
        assert_eq!(fault_of(invalid, Challenge::BearerError("invalid_token")), None);
        assert_eq!(fault_of(invalid, Challenge::Bearer), None);
        assert_eq!(fault_of("", Challenge::Any), None);
    }

    #[test]
    fn a_wrong_challenge_is_a_fault() {
        assert!(fault_of("", Challenge::Bearer).is_some());
        assert!(fault_of("Basic realm=\"jobs\"", Challenge::Bearer).is_some());
        assert!(fault_of("Bearerish", Challenge::Bearer).is_some());
        assert!(fault_of("Bearer error=\"invalid_token\"", Challenge::BearerWithoutError).is_some());
        assert!(fault_of("Bearer", Challenge::BearerError("insufficient_scope")).is_some());
    }

    #[test]
    fn the_status_counts() {
        assert!(fault(&answer("Bearer"), false, "401", Challenge::Any).is_some());
        assert!(fault(&answer("Bearer"), true, "401", Challenge::Any).is_none());
    }
}
