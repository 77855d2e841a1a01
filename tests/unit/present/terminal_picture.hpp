#pragma once

#include "engine/present/qr_text.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::test {

/// What a camera sees of a terminal: grey values, one cell being 8 by 16 pixels.
class TerminalPicture {
public:
    TerminalPicture(std::string_view text, present::Background background)
        : m_ink{background == present::Background::dark ? white : black},
          m_ground{background == present::Background::dark ? black : white} {
        while (!text.empty()) {
            const std::size_t end = text.find('\n');
            if (end == std::string_view::npos) {
                throw std::runtime_error("the last line has no end");
            }
            add_line(text.substr(0, end));
            text.remove_prefix(end + 1);
        }
    }

    [[nodiscard]] std::size_t lines() const { return m_cells.size(); }
    [[nodiscard]] std::size_t columns() const {
        std::size_t widest = 0;
        for (const auto& line : m_cells) {
            widest = std::max(widest, line.size());
        }
        return widest;
    }

    /// A portable grey map (pgm(5)) with a margin of the terminal's ground around the text.
    void write_pgm(const std::string& path) const {
        const std::size_t width = (columns() + 2) * cell_width;
        const std::size_t height = (lines() + 2) * cell_height;
        std::ofstream file{path, std::ios::binary};
        file << "P5\n" << width << ' ' << height << "\n255\n";
        for (std::size_t y = 0; y < height; ++y) {
            for (std::size_t x = 0; x < width; ++x) {
                file.put(static_cast<char>(pixel(x, y)));
            }
        }
    }

private:
    static constexpr unsigned char black = 0;
    static constexpr unsigned char white = 255;
    static constexpr std::size_t cell_width = 8;
    static constexpr std::size_t cell_height = 16;

    struct Cell {
        bool upper;
        bool lower;
    };

    void add_line(std::string_view line) {
        std::vector<Cell> cells;
        while (!line.empty()) {
            std::size_t length = 3;
            if (line.starts_with("\xE2\x96\x88")) { // U+2588 full block
                cells.push_back({true, true});
            } else if (line.starts_with("\xE2\x96\x80")) { // U+2580 upper half block
                cells.push_back({true, false});
            } else if (line.starts_with("\xE2\x96\x84")) { // U+2584 lower half block
                cells.push_back({false, true});
            } else if (line[0] == '#' || line[0] == ' ') {
                cells.push_back({line[0] == '#', line[0] == '#'});
                length = 1;
            } else {
                throw std::runtime_error("a character that no picture is made of");
            }
            line.remove_prefix(length);
        }
        m_cells.push_back(std::move(cells));
    }

    [[nodiscard]] unsigned char pixel(std::size_t x, std::size_t y) const {
        const std::size_t line = y / cell_height - 1;
        const std::size_t column = x / cell_width - 1;
        if (y < cell_height || x < cell_width || line >= m_cells.size() ||
            column >= m_cells[line].size()) {
            return m_ground;
        }
        const Cell& cell = m_cells[line][column];
        const bool inked = y % cell_height < cell_height / 2 ? cell.upper : cell.lower;
        return inked ? m_ink : m_ground;
    }

    unsigned char m_ink;
    unsigned char m_ground;
    std::vector<std::vector<Cell>> m_cells;
};

} // namespace mfa::test
