import GedisBackends
import GedisConfig

extension BackendType {
    /// What definitions of the type may say.
    var schema: BackendSchema {
        BackendSchema(
            type: rawValue, help: summary,
            settings: settings.map { setting in
                BackendSchema.Setting(
                    name: setting.name, help: setting.summary, defaultValue: setting.defaultValue,
                    format: setting.format.field)
            })
    }
}

extension BackendSetting.Format {
    /// How the config repo reads such a value.
    fileprivate var field: BackendSchema.Setting.Format {
        switch self {
        case .text: .text
        case .path: .path
        case .secret: .secret
        case .number(let range): .number(range)
        case .seconds: .seconds
        case .truth: .truth
        }
    }
}
