//! Agencies, cases, responses and follow-ups over the API.

mod acts;
mod afterwards;
mod agencies;
mod drafts;
mod file;
mod list;
mod record;
mod response_shapes;
mod responses;
mod shapes;
mod way;
mod way_shapes;

pub(super) use self::shapes::Made;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    agencies::configure(config);
    record::configure(config);
    list::configure(config);
    acts::configure(config);
    way::configure(config);
    file::configure(config);
    responses::configure(config);
    drafts::configure(config);
    afterwards::configure(config);
}
