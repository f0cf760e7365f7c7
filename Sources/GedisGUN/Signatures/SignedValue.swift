/// A value with its writer's signature: text that is JSON, `{":":VALUE,"~":SIGNATURE}`, and where somebody else than the
/// soul's owner has written it `"*":WRITER` and the owner's certificate, `"+":{"m":…,"s":…}`.
struct SignedValue {
    private let json: JSON
    private let value: JSON
    private let signature: String

    /// Reads a value; nil where it is not signed.
    init?(_ value: GunValue) {
        guard case .text(let text) = value, let json = try? JSON.read(Array(text.utf8)), let value = json[":"],
            let signature = json["~"]?.string
        else { return nil }
        self.json = json
        self.value = value
        self.signature = signature
    }

    /// Why the value may not stand there; nil where it may.
    func refusal(of soul: String, _ key: String, _ state: Double, owner: PublicKey) -> String? {
        let signed = JSON.object([
            JSON.Member("#", .string(soul)), JSON.Member(".", .string(key)), JSON.Member(":", value),
            JSON.Member(">", .number(state)),
        ])
        let writer = json["*"]?.string.map { PublicKey($0) } ?? owner
        guard writer.hasSigned(signed, signature) else { return "Unverified data." }
        if writer == owner { return nil }
        guard let certificate = WriteCertificate(json["+"], of: owner) else { return "Certificate verification fail." }
        return certificate.refusal(of: writer, soul, key, state)
    }
}
