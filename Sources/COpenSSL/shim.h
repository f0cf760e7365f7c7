#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Macros that Swift cannot see, as functions.

/// No renegotiation, no memory held for a connection that is silent, nor for sessions: clients keep them, in tickets.
static inline void gedis_tls_modes(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

static inline int gedis_tls_oldest_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline int gedis_tls_signatures(SSL_CTX *context, const char *list) {
    return SSL_CTX_set1_sigalgs_list(context, list);
}

static inline void gedis_tls_server_name(SSL *session, const char *name) { SSL_set_tlsext_host_name(session, name); }

static inline int gedis_certificate_count(const STACK_OF(X509) *certificates) {
    return certificates == NULL ? 0 : sk_X509_num(certificates);
}

static inline X509 *gedis_certificate(const STACK_OF(X509) *certificates, int index) {
    return sk_X509_value(certificates, index);
}

static inline void gedis_bio_retry_read(BIO *bio) { BIO_set_retry_read(bio); }

static inline void gedis_bio_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }

static inline long gedis_bio_memory(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

static inline int gedis_print_name(BIO *bio, const X509_NAME *name) {
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

static inline int gedis_general_name_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }

static inline const GENERAL_NAME *gedis_general_name(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}

// The authority key identifier reads the issuer's subject key identifier: here, the certificate's own.
static inline X509_EXTENSION *gedis_own_extension(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509V3_set_ctx_nodb(&context);
    return X509V3_EXT_conf_nid(NULL, &context, nid, value);
}
