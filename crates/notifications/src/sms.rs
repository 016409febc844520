//! Ways a text message leaves the platform.

use std::collections::BTreeMap;
use std::time::Duration;

use folkmoot_foundation::Now;

use crate::error::{Error, SendError};
use crate::outbox::MessageId;

/// A text message ready to go.
#[derive(Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// The message in the outbox.
    pub id: MessageId,
    /// The mobile number in international form.
    pub to: String,
    /// What it says.
    pub text: String,
}

impl std::fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextMessage({})", self.id)
    }
}

/// Takes text messages over.
#[async_trait::async_trait]
pub trait SmsProvider: Send + Sync {
    /// Takes one message over.
    ///
    /// # Errors
    /// Why it was not taken over.
    async fn send(&self, message: &TextMessage, now: Now) -> Result<(), SendError>;
}

/// In which form the gateway wants its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// As a JSON object.
    #[default]
    Json,
    /// As a form.
    Form,
}

/// Where and how text messages are sent: an HTTP POST, as most gateways understand it.
#[derive(Clone)]
pub struct GatewaySettings {
    /// The gateway's address.
    pub url: String,
    /// Sent as `Authorization: Bearer …` if there is one.
    pub token: Option<String>,
    /// The form of the fields.
    pub body: Body,
    /// The field that holds the number.
    pub number_field: String,
    /// The field that holds the text.
    pub text_field: String,
    /// The field that holds the message's own id, so that the gateway knows a repeated one.
    pub id_field: Option<String>,
    /// Further fields, such as an account's name.
    pub fields: BTreeMap<String, String>,
    /// How long one request may take.
    pub timeout: Duration,
}

impl std::fmt::Debug for GatewaySettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GatewaySettings({:?})", self.body)
    }
}

/// Sends text messages through an HTTP gateway.
#[derive(Debug, Clone)]
pub struct HttpGateway {
    client: reqwest::Client,
    settings: GatewaySettings,
}

impl HttpGateway {
    /// Prepares sending. A TLS provider must be installed in the process.
    ///
    /// # Errors
    /// [`Error::Setup`] if the address or the TLS set-up is not usable.
    pub fn new(settings: GatewaySettings) -> Result<Self, Error> {
        let setup =
            |e: reqwest::Error| Error::Setup { setting: "sms.url", reason: e.without_url().to_string() };
        let client = reqwest::Client::builder()
            .timeout(settings.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(setup)?;
        client.post(&settings.url).build().map_err(setup)?;
        Ok(Self { client, settings })
    }
}

#[async_trait::async_trait]
impl SmsProvider for HttpGateway {
    async fn send(&self, message: &TextMessage, _now: Now) -> Result<(), SendError> {
        let settings = &self.settings;
        let mut fields = settings.fields.clone();
        fields.insert(settings.number_field.clone(), message.to.clone());
        fields.insert(settings.text_field.clone(), message.text.clone());
        if let Some(field) = &settings.id_field {
            fields.insert(field.clone(), message.id.to_string());
        }
        let mut request = self.client.post(&settings.url);
        if let Some(token) = &settings.token {
            request = request.bearer_auth(token);
        }
        request = match settings.body {
            Body::Json => request.json(&fields),
            Body::Form => request.form(&fields),
        };
        match request.send().await {
            Ok(response) if response.status().is_success() => Ok(()),
            // A refusal of this number or text; everything else is about the gateway or the set-up.
            Ok(response) => {
                let status = response.status().as_u16();
                Err(SendError { code: format!("http_{status}"), permanent: matches!(status, 400 | 422) })
            }
            Err(error) if error.is_timeout() => Err(SendError::temporary("timeout")),
            Err(_) => Err(SendError::temporary("no_connection")),
        }
    }
}
