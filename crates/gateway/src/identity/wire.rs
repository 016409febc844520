//! How the provider is asked behind the browser's back.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse, http};

/// No answer of a provider is longer.
const MOST: usize = 1024 * 1024;

/// So long an answer is waited for.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The network.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// The answer is no answer.
    #[error(transparent)]
    Form(#[from] http::Error),
    /// The answer is longer than any that makes sense.
    #[error("the answer is too long")]
    TooLong,
}

/// A provider within this process.
pub trait InProcess: Send + Sync {
    /// The answer to a request.
    fn answer(&self, request: &HttpRequest) -> HttpResponse;
}

/// The way to the provider.
#[derive(Clone)]
pub enum Wire {
    /// Over the network.
    Http(reqwest::Client),
    /// Within this process: the demo's own.
    InProcess(Arc<dyn InProcess>),
}

impl Wire {
    /// Over the network; redirects are not followed, since they might lead anywhere.
    ///
    /// # Errors
    /// If the client can't be made.
    pub fn http() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self::Http(client))
    }

    /// The client as the library takes it.
    pub(super) fn client(
        &self,
    ) -> impl Fn(HttpRequest) -> Pin<Box<dyn Future<Output = Result<HttpResponse, WireError>>>> + use<> {
        let wire = self.clone();
        move |request| {
            let wire = wire.clone();
            Box::pin(async move {
                match wire {
                    Self::InProcess(provider) => Ok(provider.answer(&request)),
                    Self::Http(client) => over_network(&client, request).await,
                }
            })
        }
    }
}

async fn over_network(client: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, WireError> {
    let mut answer = client.execute(reqwest::Request::try_from(request)?).await?;
    let mut response = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST {
            return Err(WireError::TooLong);
        }
    }
    Ok(response.body(body)?)
}
