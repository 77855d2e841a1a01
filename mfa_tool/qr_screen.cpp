#include "mfa_tool/qr_screen.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/ioctl.h>

namespace mfa::tool {

namespace {

using present::QrStyle;

constexpr std::string_view white_ink_on_black = "\x1b[0;97;40m";
constexpr std::string_view white_ground = "\x1b[0;107m";
constexpr std::string_view black_ground = "\x1b[0;40m";
constexpr std::string_view plain = "\x1b[0m";

/// Columns of the terminal; nothing where it does not say (a pipe, a serial line).
std::optional<std::size_t> columns_of(int terminal) {
    winsize size{};
    if (::ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return std::nullopt;
    }
    return size.ws_col;
}

/// Calls `use` with each line, its newline left out.
template <typename Use>
Result<> each_line(std::string_view text, Use use) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        TRY(use(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

/// The ink of the blocks made white and the ground black.
Result<SecretBuffer> colored_blocks(const SecretBuffer& picture) {
    const auto lines =
        static_cast<std::size_t>(std::count(picture.view().begin(), picture.view().end(), '\n'));
    auto text = SecretBuffer::with_capacity(picture.size() +
                                            lines * (white_ink_on_black.size() + plain.size() + 1));
    TRY(each_line(picture.view(), [&text](std::string_view line) -> Result<> {
        TRY(text.append(white_ink_on_black));
        TRY(text.append(line));
        TRY(text.append(plain));
        return text.append("\n");
    }));
    return text;
}

/// Letters are no solid ink: with colours, blanks on white and black ground take their place.
Result<SecretBuffer> colored_blanks(const SecretBuffer& picture) {
    constexpr std::size_t per_module = white_ground.size() + 2;
    auto text = SecretBuffer::with_capacity(picture.size() / 2 * per_module + picture.size());
    TRY(each_line(picture.view(), [&text](std::string_view line) -> Result<> {
        while (!line.empty()) {
            const std::size_t end = std::min(line.find_first_not_of(line.front()), line.size());
            TRY(text.append(line.front() == ' ' ? black_ground : white_ground));
            TRY(text.append(std::string(end, ' ')));
            line.remove_prefix(end);
        }
        TRY(text.append(plain));
        return text.append("\n");
    }));
    return text;
}

Result<SecretBuffer> colored(const SecretBuffer& picture, QrStyle style) {
    switch (style) {
    case QrStyle::half_blocks:
        return colored_blocks(picture);
    case QrStyle::ascii:
        return colored_blanks(picture);
    }
    return picture.clone();
}

} // namespace

std::optional<QrStyle> qr_style(const Environment& environment, const std::string& wish) {
    if (wish == "utf8") {
        return QrStyle::half_blocks;
    }
    if (wish == "ascii") {
        return QrStyle::ascii;
    }
    if (wish == "none" || !environment.error_is_terminal()) {
        return std::nullopt;
    }
    return environment.utf8_locale() ? QrStyle::half_blocks : QrStyle::ascii;
}

Attempt<bool> show_qr(Environment& environment, const present::QrModules& code, QrStyle style) {
    const SecretBuffer picture = TRY(present::qr_as_text(code, style, present::Background::dark));
    const std::size_t needed = present::qr_text_extent(code.size, style).columns;
    const auto there = columns_of(environment.error_fd());
    if (there && *there < needed) {
        environment.err(fmt::format("The picture needs {} columns and this terminal has {}: type "
                                    "the key, or make the\nwindow wider and start again.\n",
                                    needed, *there));
        return false;
    }
    environment.err("Scan this with the app:\n");
    environment.err_secret(environment.color_err() ? TRY(colored(picture, style))
                                                   : picture.clone());
    return true;
}

} // namespace mfa::tool
