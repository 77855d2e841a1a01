#include "mfa_tool/qr_file.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <png.h>

namespace mfa::tool {

namespace {

using present::QrModules;

// ISO/IEC 18004: versions 1 to 40, four light modules on every side.
constexpr std::size_t smallest_code = 21;
constexpr std::size_t largest_code = 177;
constexpr std::size_t quiet_zone = 4;
constexpr std::size_t pixels_per_module = 8;

Result<> check(const QrModules& code) {
    const auto is_module = [](char c) { return c == '0' || c == '1'; };
    if (code.size < smallest_code || code.size > largest_code ||
        code.modules.size() != code.size * code.size ||
        !std::all_of(code.modules.begin(), code.modules.end(), is_module)) {
        return Error{ErrorKind::protocol, "draw a QR code", "these are no modules of one"};
    }
    return {};
}

std::size_t width_of(const QrModules& code) {
    return code.size + 2 * quiet_zone;
}

/// One byte for each pixel: 0 is black.
Result<SecretBuffer> pixels_of(const QrModules& code) {
    const std::size_t side = width_of(code) * pixels_per_module;
    auto pixels = SecretBuffer::with_capacity(side * side);
    TRY(pixels.resize(side * side));
    const auto bytes = pixels.bytes();
    constexpr std::uint8_t white = 0xFF;
    std::fill(bytes.begin(), bytes.end(), white);
    for (std::size_t i = 0; i < code.modules.size(); ++i) {
        if (code.modules[i] != '1') {
            continue;
        }
        const std::size_t left = (i % code.size + quiet_zone) * pixels_per_module;
        const std::size_t top = (i / code.size + quiet_zone) * pixels_per_module;
        for (std::size_t y = top; y < top + pixels_per_module; ++y) {
            const auto row = bytes.subspan(y * side + left, pixels_per_module);
            std::fill(row.begin(), row.end(), std::uint8_t{0});
        }
    }
    return pixels;
}

} // namespace

Result<SecretBuffer> qr_as_png(const QrModules& code) {
    TRY(check(code));
    const SecretBuffer pixels = TRY(pixels_of(code));
    // The simplified API catches libpng's longjmp itself, so that none crosses our frames.
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width_of(code) * pixels_per_module);
    image.height = image.width;
    image.format = PNG_FORMAT_GRAY;
    constexpr int as_is = 0;
    constexpr int contiguous = 0;
    auto file = SecretBuffer::with_capacity(PNG_IMAGE_PNG_SIZE_MAX(image));
    TRY(file.resize(file.capacity()));
    png_alloc_size_t size = file.size();
    if (png_image_write_to_memory(&image, file.bytes().data(), &size, as_is, pixels.bytes().data(),
                                  contiguous, nullptr) == 0) {
        return Error{ErrorKind::internal, "encode a PNG picture",
                     static_cast<const char*>(image.message)};
    }
    TRY(file.resize(size));
    return file;
}

Result<SecretBuffer> qr_as_svg(const QrModules& code) {
    TRY(check(code));
    const std::size_t width = width_of(code);
    const std::string head =
        fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{0}\" "
                    "viewBox=\"0 0 {1} {1}\" shape-rendering=\"crispEdges\">\n"
                    "<rect width=\"{1}\" height=\"{1}\" fill=\"#fff\"/>\n<path fill=\"#000\" d=\"",
                    width * pixels_per_module, width);
    constexpr std::string_view tail = "\"/>\n</svg>\n";
    constexpr std::size_t longest_run = sizeof "M000,000h000v1h-000z";
    // Runs and the gaps between them alternate, so no row has more than half its modules of them.
    const std::size_t runs_max = code.size * (code.size / 2 + 1);
    auto text = SecretBuffer::with_capacity(head.size() + tail.size() + runs_max * longest_run);
    TRY(text.append(head));
    for (std::size_t row = 0; row < code.size; ++row) {
        const std::string_view line = code.modules.substr(row * code.size, code.size);
        for (std::size_t begin = line.find('1'); begin != std::string_view::npos;) {
            const std::size_t end = std::min(line.find('0', begin), line.size());
            TRY(text.append(fmt::format("M{},{}h{}v1h-{}z", begin + quiet_zone, row + quiet_zone,
                                        end - begin, end - begin)));
            begin = line.find('1', end);
        }
    }
    TRY(text.append(tail));
    return text;
}

} // namespace mfa::tool
