#include "engine/present/qr_text.hpp"

#include <algorithm>
#include <array>

namespace mfa::present {

namespace {

constexpr std::size_t smallest_code = 21;
constexpr std::size_t largest_code = 177;
constexpr std::size_t standard_quiet_zone = 4;

// 80×24, of which one line names the picture and one is the prompt below it.
constexpr std::size_t terminal_columns = 80;
constexpr std::size_t picture_lines = 22;

struct QuietZone {
    std::size_t beside;
    std::size_t above;
};

/// The widest zone with which `size` modules stay within `room`, but never less than `least`.
std::size_t zone_within(std::size_t room, std::size_t size, std::size_t least) {
    const std::size_t spare = room > size ? (room - size) / 2 : 0;
    return std::clamp(spare, least, standard_quiet_zone);
}

QuietZone quiet_zone(std::size_t size, QrStyle style) {
    switch (style) {
    case QrStyle::half_blocks: {
        const std::size_t zone = zone_within(2 * picture_lines, size, 2);
        return {zone, zone};
    }
    case QrStyle::ascii:
        // No code fits 24 lines this way; the width decides.
        return {zone_within(terminal_columns / 2, size, 1), 2};
    }
    return {standard_quiet_zone, standard_quiet_zone};
}

/// The code with its quiet zone, asked module by module.
class Picture {
public:
    Picture(const QrModules& code, QuietZone zone, Background background)
        : m_code{code}, m_zone{zone}, m_drawn{background == Background::dark ? '0' : '1'} {}

    [[nodiscard]] std::size_t width() const { return m_code.size + 2 * m_zone.beside; }
    [[nodiscard]] std::size_t height() const { return m_code.size + 2 * m_zone.above; }

    /// Whether ink is put there. Rows below the picture are ground: the half line that an odd
    /// height leaves over.
    [[nodiscard]] bool is_drawn(std::size_t row, std::size_t column) const {
        return row < height() && module_at(row, column) == m_drawn;
    }

private:
    [[nodiscard]] char module_at(std::size_t row, std::size_t column) const {
        // What lies before the code wraps to a huge number, so that one comparison serves both.
        const std::size_t y = row - m_zone.above;
        const std::size_t x = column - m_zone.beside;
        return y < m_code.size && x < m_code.size ? m_code.modules[y * m_code.size + x] : '0';
    }

    const QrModules& m_code;
    QuietZone m_zone;
    char m_drawn;
};

Result<> check(const QrModules& code) {
    const bool possible = code.size >= smallest_code && code.size <= largest_code &&
                          (code.size - smallest_code) % 4 == 0 &&
                          code.modules.size() == code.size * code.size;
    const auto is_module = [](char c) { return c == '0' || c == '1'; };
    if (!possible || !std::all_of(code.modules.begin(), code.modules.end(), is_module)) {
        return Error{ErrorKind::invalid_input, "draw a QR code", "these are no modules of one"};
    }
    return {};
}

Result<> draw_half_blocks(const Picture& picture, SecretBuffer& text) {
    // Nothing, upper half, lower half, full block: index = 2 × lower + upper.
    constexpr std::array<std::string_view, 4> blocks{" ", "\u2580", "\u2584", "\u2588"};
    for (std::size_t row = 0; row < picture.height(); row += 2) {
        for (std::size_t column = 0; column < picture.width(); ++column) {
            const std::size_t upper = picture.is_drawn(row, column) ? 1 : 0;
            const std::size_t lower = picture.is_drawn(row + 1, column) ? 2 : 0;
            TRY(text.append(blocks[lower + upper]));
        }
        TRY(text.append("\n"));
    }
    return {};
}

Result<> draw_ascii(const Picture& picture, SecretBuffer& text) {
    for (std::size_t row = 0; row < picture.height(); ++row) {
        for (std::size_t column = 0; column < picture.width(); ++column) {
            TRY(text.append(picture.is_drawn(row, column) ? "##" : "  "));
        }
        TRY(text.append("\n"));
    }
    return {};
}

} // namespace

TextExtent qr_text_extent(std::size_t size, QrStyle style) {
    const QuietZone zone = quiet_zone(size, style);
    const std::size_t width = size + 2 * zone.beside;
    const std::size_t height = size + 2 * zone.above;
    switch (style) {
    case QrStyle::half_blocks:
        return {width, (height + 1) / 2};
    case QrStyle::ascii:
        return {2 * width, height};
    }
    return {};
}

Result<SecretBuffer> qr_as_text(const QrModules& code, QrStyle style, Background background) {
    TRY(check(code));
    constexpr std::size_t bytes_per_block = 3;
    const TextExtent extent = qr_text_extent(code.size, style);
    auto text = SecretBuffer::with_capacity((extent.columns * bytes_per_block + 1) * extent.lines);
    const Picture picture{code, quiet_zone(code.size, style), background};
    switch (style) {
    case QrStyle::half_blocks:
        TRY(draw_half_blocks(picture, text));
        break;
    case QrStyle::ascii:
        TRY(draw_ascii(picture, text));
        break;
    }
    return text;
}

} // namespace mfa::present
