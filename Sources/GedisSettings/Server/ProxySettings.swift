/// Which connections come through a proxy that says, by the PROXY protocol, where their clients are.
public struct ProxySettings: Sendable, Hashable {
    /// Whether those of the TCP port begin with a header of the protocol.
    public var isExpected = false
    /// From where such connections may come.
    public var sources = HostName.localAddresses.compactMap(AddressRange.init)

    /// What holds where nothing is said.
    public init() {}
}

extension ProxySettings: SettingGroup {
    package static let prefix = "proxy_"

    package static let settings: [SettingDefinition<ProxySettings>] = [
        .init(
            "protocol", \.isExpected, .boolean, "connections of the TCP port begin with the PROXY protocol", .restart),
        .init("from", \.sources, .addressRanges, "addresses of the proxies, or ranges such as 10.0.0.0/8", .restart),
    ]
}
