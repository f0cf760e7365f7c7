internal import COpenSSL
internal import GedisKit
internal import Glibc

extension Certificate {
    init(_ x509: OpaquePointer, pem: String) throws(CryptoError) {
        guard let key = X509_get0_pubkey(x509) else {
            throw .openSSL(.badInput, "the certificate's key cannot be read")
        }
        self.pem = pem
        subject = try Memory.write("the subject") { gedis_print_name($0, X509_get_subject_name(x509)) + 1 }
        issuer = try Memory.write("the issuer") { gedis_print_name($0, X509_get_issuer_name(x509)) + 1 }
        serial = try Memory.write("the serial number") { i2a_ASN1_INTEGER($0, X509_get0_serialNumber(x509)) }
        notBefore = try Timestamp(X509_get0_notBefore(x509))
        notAfter = try Timestamp(X509_get0_notAfter(x509))
        names = try Self.names(of: x509)
        keySummary = PrivateKey.summary(of: key)
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        guard X509_digest(x509, EVP_sha256(), &digest, &length) == 1 else {
            throw .openSSL(.failed, "cannot take the certificate's fingerprint")
        }
        fingerprint = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
            .joined(separator: ":")
    }

    /// The common name that a certificate is for; nil where it has none.
    static func commonName(of x509: OpaquePointer) -> String? {
        var text = [CChar](repeating: 0, count: 256)
        let count = X509_NAME_get_text_by_NID(
            X509_get_subject_name(x509), NID_commonName, &text, Int32(text.count))
        guard count > 0, count < text.count - 1 else { return nil }
        return String(validating: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func names(of x509: OpaquePointer) throws(CryptoError) -> [SubjectName] {
        guard let raw = X509_get_ext_d2i(x509, NID_subject_alt_name, nil, nil) else { return [] }
        let all = OpaquePointer(raw)
        defer { GENERAL_NAMES_free(all) }
        return (0..<gedis_general_name_count(all)).compactMap { index in
            var type: Int32 = 0
            guard let value = GENERAL_NAME_get0_value(gedis_general_name(all, index), &type) else { return nil }
            let text = value.assumingMemoryBound(to: ASN1_STRING.self)
            let bytes = UnsafeRawBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text)))
            switch type {
            case GEN_DNS: return .host(String(decoding: bytes, as: UTF8.self))
            case GEN_IPADD: return address(bytes).map(SubjectName.address)
            default: return nil
            }
        }
    }

    private static func address(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes.baseAddress, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension Timestamp {
    init(_ time: UnsafePointer<ASN1_TIME>?) throws(CryptoError) {
        var parts = tm()
        guard ASN1_TIME_to_tm(time, &parts) == 1 else {
            throw .openSSL(.badInput, "the certificate has an unreadable date")
        }
        self.init(seconds: timegm(&parts))
    }
}
