//! `GET /openapi.json`: the description of this API, made from the handlers themselves.
//!
//! It holds what clients may rely on, and leaves internal limits out.
//! Invariant: every route is in it.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The API description.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "describe",
    responses((status = 200, description = "This document")),
)]
pub(super) async fn serve() -> Response {
    Json(document()).into_response()
}

/// The description as a value.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Watertight reference service", description = "AI-action jobs, kept apart by workspace."),
    paths(
        super::list::list,
        super::get::get,
        super::execute::execute,
        super::health::health,
        super::health::ready,
        serve
    ),
    modifiers(&BearerScheme)
)]
struct Description;

struct BearerScheme;

impl Modify for BearerScheme {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}
