CREATE OR REPLACE SECRET lake_storage (
    TYPE s3, KEY_ID {key_id}, SECRET {secret}, SESSION_TOKEN {session_token}, REGION {region},
    ENDPOINT {endpoint}, URL_STYLE {url_style}, USE_SSL {use_ssl}
);
