#pragma once
#include <openssl/err.h>
#include <openssl/ssl.h>

// Swift does not see function-like macros.
static inline void CTLS_allow_partial_writes(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}
