import GedisSettings

extension BackendSetting {
    /// The authorities to trust with TLS.
    static let authorities = BackendSetting(
        name: "cacert", help: "A PEM file of the authorities to trust with TLS; empty: the system's.", format: .path)

    /// The seconds after which a call times out.
    static let timeout = BackendSetting(
        name: "timeout", help: "The seconds after which a call fails.", defaultValue: "5", format: .seconds)
}
