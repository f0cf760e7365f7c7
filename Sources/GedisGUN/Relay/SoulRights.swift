/// What a peer may do.
package struct SoulRights: Sendable {
    /// Whether it may read a soul.
    package let mayRead: @Sendable (String) -> Bool
    /// Whether it may write to a soul.
    package let mayWrite: @Sendable (String) -> Bool
    /// Who it is, for what it is refused with.
    package let user: String

    /// Describes rights.
    package init(
        user: String, mayRead: @escaping @Sendable (String) -> Bool, mayWrite: @escaping @Sendable (String) -> Bool
    ) {
        self.user = user
        self.mayRead = mayRead
        self.mayWrite = mayWrite
    }

    /// Everything.
    package static let all = SoulRights(user: "default", mayRead: { _ in true }, mayWrite: { _ in true })
}
