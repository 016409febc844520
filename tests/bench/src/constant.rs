//! A server that gives a constant body: the most that the framework can do on this machine.

use actix_web::{App, HttpResponse, HttpServer, web};

use crate::Result;

/// Serves a body of so many bytes until the process is ended; prints its address.
pub fn serve(size: Option<String>) -> Result<()> {
    let size: usize = size.ok_or("serve-constant needs a size")?.parse()?;
    let body = web::Bytes::from(vec![b'x'; size]);
    let system = actix_web::rt::System::new();
    system.block_on(async move {
        let server = HttpServer::new(move || {
            let body = body.clone();
            App::new().default_service(web::to(move || {
                let body = body.clone();
                async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body) }
            }))
        })
        .workers(2)
        .bind(("127.0.0.1", 0))?;
        if let Some(address) = server.addrs().first() {
            println!("{address}");
        }
        server.run().await?;
        Ok(())
    })
}
