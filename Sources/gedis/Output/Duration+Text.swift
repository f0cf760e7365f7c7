extension Duration {
    /// The duration as a number of seconds.
    var seconds: Double { self / .seconds(1) }

    /// The seconds with one digit behind the point, never 0.0.
    var tenths: String {
        let tenths = Swift.max((self / .milliseconds(100)).rounded(), 1)
        return "\(tenths / 10)"
    }
}
