import GedisKit

/// Looks at images and changes them: bytes in, bytes out.
enum Images {
    /// A kind of file.
    enum Format: String, Codable { case png, gif, bmp, ppm }

    /// What is known of an image.
    struct Size: Codable {
        var format: Format
        var width: Int
        var height: Int
    }

    /// The kind and the size of an image, from the first bytes of its file.
    static func size(_ image: [UInt8]) throws -> Size {
        if image.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            return Size(
                format: .png, width: try number(image, 16, 4, isBig: true),
                height: try number(image, 20, 4, isBig: true))
        }
        if image.starts(with: Array("GIF8".utf8)) {
            return Size(format: .gif, width: try number(image, 6, 2), height: try number(image, 8, 2))
        }
        if image.starts(with: Array("BM".utf8)) {
            return Size(format: .bmp, width: try number(image, 18, 4), height: try number(image, 22, 4))
        }
        let pixels = try Pixels(ppm: image)
        return Size(format: .ppm, width: pixels.width, height: pixels.height)
    }

    /// A PPM image (P6) in shades of grey, as PGM (P5).
    static func grey(_ image: [UInt8]) throws -> [UInt8] {
        let pixels = try Pixels(ppm: image)
        var shades: [UInt8] = []
        for start in stride(from: 0, to: pixels.bytes.count, by: 3) {
            let (red, green) = (Int(pixels.bytes[start]), Int(pixels.bytes[start + 1]))
            let blue = Int(pixels.bytes[start + 2])
            // How bright people see each colour. Source: ITU-R BT.601, §2.5.1.
            shades.append(UInt8((299 * red + 587 * green + 114 * blue) / 1000))
        }
        return Array("P5 \(pixels.width) \(pixels.height) 255\n".utf8) + shades
    }

    /// A PPM image made smaller: of each square of pixels the first one is left.
    /// - Parameters:
    ///   - image: a PPM image (P6)
    ///   - factor: how many pixels become one in each direction
    static func shrink(_ image: [UInt8], by factor: Int = 2) throws -> [UInt8] {
        guard 2...64 ~= factor else { throw CommandError("factor must be from 2 to 64") }
        let pixels = try Pixels(ppm: image)
        let (width, height) = (pixels.width / factor, pixels.height / factor)
        guard width > 0, height > 0 else { throw CommandError("nothing would be left of it", code: "IMAGE") }
        var bytes = Array("P6 \(width) \(height) 255\n".utf8)
        for row in 0..<height {
            for column in 0..<width {
                let start = 3 * (row * factor * pixels.width + column * factor)
                bytes += pixels.bytes[start..<(start + 3)]
            }
        }
        return bytes
    }

    /// A whole number in a file.
    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int, isBig: Bool = false) throws -> Int {
        guard bytes.count >= start + count else { throw CommandError("the file is cut off", code: "IMAGE") }
        let digits = bytes[start..<(start + count)]
        return (isBig ? Array(digits) : digits.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
}

/// The pixels of a PPM image, three bytes each.
private struct Pixels {
    let width: Int
    let height: Int
    let bytes: [UInt8]

    init(ppm image: [UInt8]) throws {
        let words = image.prefix(64).split(maxSplits: 4, omittingEmptySubsequences: true) { $0 == 0x20 || $0 == 0x0A }
        let head = words.prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard head.count == 4, head[0] == "P6", let width = Int(head[1]), let height = Int(head[2]), head[3] == "255",
            1...65_535 ~= width, 1...65_535 ~= height
        else { throw CommandError("this is no PNG, GIF, BMP or PPM (P6) image", code: "IMAGE") }
        let start = words[3].endIndex + 1
        guard image.count == start + 3 * width * height else {
            throw CommandError("the file is cut off", code: "IMAGE")
        }
        self.width = width
        self.height = height
        bytes = Array(image[start...])
    }
}
