import GedisKit

/// The versions that the server reports.
package enum ServerVersion {
    /// The version of Redis whose protocol and replies are spoken: clients turn features on by it.
    package static let redis = "7.2.0"
    /// The version of gedis.
    package static let gedis = GedisVersion.current
}
