//! Agencies, cases, responses and follow-ups over the API.

mod acts;
mod agencies;
mod list;
mod response_shapes;
mod responses;
mod shapes;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    agencies::configure(config);
    list::configure(config);
    acts::configure(config);
    responses::configure(config);
}
