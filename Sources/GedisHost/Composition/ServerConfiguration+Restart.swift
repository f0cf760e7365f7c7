import GedisCore

extension ServerConfiguration {
    /// What another configuration says that a running server cannot take over.
    func differencesThatNeedRestart(_ other: ServerConfiguration) -> [String] {
        var keys: [String] = []
        if endpoints != other.endpoints { keys.append("addr, port or unixsocket") }
        if certificate?.chain != other.certificate?.chain || certificate?.key != other.certificate?.key {
            keys.append("ssl, cert or key")
        }
        if certificate?.clientAuthorities != other.certificate?.clientAuthorities { keys.append("client_ca") }
        if threads != other.threads { keys.append("threads") }
        if slowCallThreshold != other.slowCallThreshold { keys.append("slowlog_milliseconds") }
        return keys
    }
}
