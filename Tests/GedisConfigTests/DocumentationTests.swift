import Foundation
import GedisConfig
import GedisSettings
import Testing

/// The documents' tables of keys say what the settings say.
@Suite struct DocumentationTests {
    private static let documents = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs")

    /// A key's row in a table.
    private func row(_ field: SettingInfo) -> String {
        let value = field.placeholder.replacing("|", with: "\\|")
        let standard = field.defaultValue.map { $0.isEmpty ? "" : "\($0) " } ?? ""
        return "| `\(field.name)` | \(value) | \(standard)| \(field.activation?.rawValue ?? "") | \(field.help) |"
    }

    @Test func tablesOfKeysSayWhatTheSettingsSay() throws {
        let scratch = try ScratchRepo()
        var expected = scratch.repo.fields(of: .server).map(row)
        for name in ["config.md", "web.md"] {
            let text = try String(contentsOf: Self.documents.appending(path: name), encoding: .utf8)
            let rows = text.split(separator: "\n").map(String.init).filter { $0.contains(/\| (reload|restart) \|/) }
            for row in rows {
                #expect(expected.contains(row), "\(name) says: \(row)")
                expected.removeAll { $0 == row }
            }
        }
        #expect(expected.isEmpty, "no table says:\n\(expected.joined(separator: "\n"))")
    }

    @Test func theTableOfAMachinesKeysSaysWhatTheSettingsSay() throws {
        let text = try String(contentsOf: Self.documents.appending(path: "machines.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").map(String.init)
        for row in try ScratchRepo().repo.fields(of: .machine).map(row) {
            #expect(rows.contains(row), "machines.md does not say: \(row)")
        }
    }
}
