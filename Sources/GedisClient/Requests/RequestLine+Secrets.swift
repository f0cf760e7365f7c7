extension RequestLine {
    /// Whether a password may stand in it, so that it must not be kept.
    package var bearsSecret: Bool {
        let rest = words.indices.dropFirst().compactMap(name(at:))
        switch name(at: 0) {
        case "auth": return true
        case "hello", "migrate": return rest.contains { $0 == "auth" || $0 == "auth2" }
        case "acl": return rest.first == "setuser"
        case "config": return rest.first == "set" && rest.contains(where: Self.isSecretSetting)
        case "sentinel": return rest.contains(where: Self.isSecretSetting)
        default: return false
        }
    }

    private static func isSecretSetting(_ name: String) -> Bool {
        ["auth", "pass", "user", "secret"].contains { name.contains($0) }
    }
}
