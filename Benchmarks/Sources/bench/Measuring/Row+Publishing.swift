extension Row {
    /// What one client publishes and others receive; the depth is how many messages it sends before it waits for all of them
    /// to have arrived everywhere.
    static let publishing = [1, 100, 1000].map { (subscribers: Int) in
        Row(
            name: "publish-\(subscribers)", about: "64 bytes published to \(subscribers), in deliveries",
            contenders: [Server.Kind.gedis, .redis].map {
                Contender(
                    name: "PUBLISH", server: $0, workload: Requests.ping, load: .publishing(subscribers: subscribers))
            })
    }
}
