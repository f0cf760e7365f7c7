/// What a carrier counts besides requests: a section of `INFO`, and metrics.
package struct StatisticsSection: Sendable {
    /// One of its numbers.
    package struct Line: Sendable {
        /// Its name, such as `gun_peers`.
        package let name: String
        /// What it says, in one sentence.
        package let help: String
        /// Whether it only grows.
        package let isTotal: Bool
        /// The number.
        package let value: Int

        /// Describes a number.
        package init(_ name: String, _ help: String, isTotal: Bool, _ value: Int) {
            self.name = name
            self.help = help
            self.isTotal = isTotal
            self.value = value
        }
    }

    /// Its title in `INFO`.
    package let title: String
    /// Counts now.
    package let lines: @Sendable () -> [Line]

    /// Describes a section.
    package init(_ title: String, _ lines: @escaping @Sendable () -> [Line]) {
        self.title = title
        self.lines = lines
    }
}
