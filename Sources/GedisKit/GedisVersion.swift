/// The version of gedis, wherever it is said.
package enum GedisVersion {
    /// The version that `CHANGELOG.md` begins with and `clients/js/package.json` bears.
    package static let current = "0.1.0"
}
