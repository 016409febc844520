//! The address of who is calling, believed from a proxy only if the configuration names it.

use std::net::IpAddr;

use actix_web::{HttpRequest, web};

use crate::App;

/// The caller's address.
pub fn address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let trusted = request
        .app_data::<web::Data<App>>()
        .map(|app| app.config.trusted_proxies.as_slice())
        .unwrap_or_default();
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let forwarded =
        request.headers().get("x-forwarded-for").and_then(|h| h.to_str().ok()).unwrap_or_default();
    // The rightmost address that no trusted proxy has: what stands left of it anyone can have written.
    let chain = forwarded.rsplit(',').map(|part| part.trim().parse::<IpAddr>());
    for hop in chain {
        match hop {
            Ok(address) if trusted.contains(&address) => {}
            Ok(address) => return Some(address),
            Err(_) => break,
        }
    }
    Some(peer)
}
