extension String {
    /// The text fit for one line of an error: cut where it is long, control characters as `?`.
    package var visible: String {
        let scalars = unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }
        return scalars.joined() + (unicodeScalars.count > 60 ? "…" : "")
    }
}
