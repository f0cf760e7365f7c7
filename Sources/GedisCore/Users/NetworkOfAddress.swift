import Glibc

extension String {
    /// What stands for a client's host in a network: its address without the port, but for IPv6 the network of 64 bits,
    /// of which a host may take any address. Source: RFC 4291, section 2.5.4.
    var network: String {
        let host = lastIndex(of: ":").map { String(self[..<$0]) } ?? self
        guard host.hasPrefix("["), host.hasSuffix("]") else { return host }
        var address = in6_addr()
        guard inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address) == 1 else { return host }
        return withUnsafeBytes(of: address) { bytes in
            let isOfIPv4 = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            guard !isOfIPv4 else { return host }
            let groups = stride(from: 0, to: 8, by: 2).map { index in
                String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
            }
            return groups.joined(separator: ":") + "::/64"
        }
    }
}
