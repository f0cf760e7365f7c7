import GedisSettings

extension BackendSetting {
    /// The authorities to trust with TLS.
    static let authorities = BackendSetting(
        name: "cacert", help: "A PEM file of the authorities to trust with TLS; empty: the system's.", format: .path)

    /// Who authenticates.
    static let username = BackendSetting(
        name: "username", help: "Who authenticates; empty for the server's default user.", defaultValue: "")

    /// What whoever that is authenticates with.
    static let password = BackendSetting(
        name: "password", help: "What to authenticate with; empty to do without.", defaultValue: "", format: .secret)

    /// The seconds after which a call times out.
    static let timeout = BackendSetting(
        name: "timeout", help: "The seconds after which a call fails.", defaultValue: "5", format: .seconds)
}
