internal import COpenSSL

extension CertificateRequest {
    /// Makes a new key and a certificate for it, signed with that key, which clients trust by naming it as their CA.
    ///
    /// - Throws: `CryptoError` when OpenSSL fails.
    package func generate() throws(CryptoError) -> (key: PrivateKey, certificate: Certificate) {
        let key = try PrivateKey(keyType)
        return (key, try sign(with: key))
    }

    private func sign(with key: PrivateKey) throws(CryptoError) -> Certificate {
        try key.withKey { (key) throws(CryptoError) in
            ERR_clear_error()
            let x509 = X509_new()
            defer { X509_free(x509) }
            // Five minutes back: a client's clock may be slow.
            guard X509_set_version(x509, Int(X509_VERSION_3)) == 1, setSerial(of: x509), setName(of: x509),
                X509_gmtime_adj(X509_getm_notBefore(x509), -300) != nil,
                X509_time_adj_ex(X509_getm_notAfter(x509), Int32(days), 0, nil) != nil,
                X509_set_pubkey(x509, key) == 1
            else { throw .openSSL(.failed, "cannot make the certificate") }
            for (identifier, value) in extensions { try add(identifier, value, to: x509) }
            // Ed25519 brings its own digest.
            guard X509_sign(x509, key, keyType == .ed25519 ? nil : EVP_sha256()) > 0 else {
                throw .openSSL(.failed, "cannot sign the certificate")
            }
            return try Certificate(pem: try Memory.write("the certificate") { PEM_write_bio_X509($0, x509) })
        }
    }

    /// The certificate is no authority: strict clients refuse a server that shows one, and a client that trusts it as it
    /// stands needs no authority.
    ///
    /// It doesn't limit what its key is used for: BoringSSL and OpenSSL 1.1 find no issuer for a self-signed certificate
    /// with limits that leave out signing certificates, and RFC 5280 leaves that to authorities.
    private var extensions: [(Int32, String)] {
        let alternatives = names.map { name in
            switch name {
            case .host(let host): "DNS:\(host)"
            case .address(let address): "IP:\(address)"
            }
        }
        return [
            (NID_basic_constraints, "critical,CA:FALSE"),
            (NID_ext_key_usage, "serverAuth,clientAuth"),
            (NID_subject_key_identifier, "hash"),
            (NID_authority_key_identifier, "keyid"),
            (NID_subject_alt_name, alternatives.joined(separator: ",")),
        ]
    }

    private func add(_ identifier: Int32, _ value: String, to x509: OpaquePointer?) throws(CryptoError) {
        let part = gedis_own_extension(x509, identifier, value)
        defer { X509_EXTENSION_free(part) }
        guard part != nil, X509_add_ext(x509, part, -1) == 1 else {
            throw .openSSL(.failed, "cannot write '\(value)' into the certificate")
        }
    }

    /// 128 random bits: RFC 5280 allows 20 bytes and wants no serial number twice.
    private func setSerial(of x509: OpaquePointer?) -> Bool {
        let number = BN_new()
        defer { BN_free(number) }
        return BN_rand(number, 128, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1
            && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != nil
    }

    private func setName(of x509: OpaquePointer?) -> Bool {
        let name = X509_get_subject_name(x509)
        let text = Array(commonName.utf8)
        return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_FLAG, text, Int32(text.count), -1, 0) == 1
            && X509_set_issuer_name(x509, name) == 1
    }
}
