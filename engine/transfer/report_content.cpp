#include "engine/transfer/report_content.hpp"

#include "engine/base/bytes.hpp"
#include "engine/transfer/export_content.hpp"

namespace mfa::transfer {

namespace {

constexpr std::size_t fixed_finding_size = 16;

Error damaged_report() {
    return Error{ErrorKind::corrupt, "read a report", "it is not of that format"};
}

bool read_findings(ByteReader& reader, Report& report) {
    const auto count = reader.number<std::uint16_t>();
    for (unsigned i = 0; i < count && reader.ok(); ++i) {
        const auto severity = reader.number<std::uint8_t>();
        Place place;
        place.line = reader.number<std::uint32_t>();
        place.column = reader.number<std::uint32_t>();
        std::string message{reader.raw(reader.number<std::uint16_t>())};
        if (severity > 1) {
            return false;
        }
        if (severity == 0) {
            report.note(place, std::move(message));
        } else {
            report.error(place, std::move(message));
        }
    }
    return reader.ok();
}

} // namespace

Result<SecretBuffer> encode_report(const Report& report) {
    const SecretBuffer content = TRY(encode_entries(report.entries));
    std::size_t capacity =
        fixed_finding_size + content.size() + report.entries.size() * sizeof(std::uint32_t);
    for (const Finding& finding : report.findings) {
        capacity += fixed_finding_size + finding.message.size();
    }
    ByteWriter writer{capacity};
    writer.number(static_cast<std::uint16_t>(report.findings.size()));
    for (const Finding& finding : report.findings) {
        writer.number(static_cast<std::uint8_t>(finding.severity == Severity::note ? 0 : 1))
            .number(static_cast<std::uint32_t>(finding.place.line))
            .number(static_cast<std::uint32_t>(finding.place.column))
            .number(static_cast<std::uint16_t>(finding.message.size()))
            .raw(finding.message);
    }
    writer.number(static_cast<std::uint16_t>(report.entries.size()));
    for (const Entry& entry : report.entries) {
        writer.number(static_cast<std::uint32_t>(entry.place.line));
    }
    writer.number(static_cast<std::uint32_t>(content.size())).raw(content.view());
    return std::move(writer).take();
}

Result<Report> decode_report(const SecretBuffer& bytes) {
    ByteReader reader{bytes.view()};
    Report report;
    if (!read_findings(reader, report)) {
        return damaged_report();
    }
    std::vector<Place> places;
    const auto count = reader.number<std::uint16_t>();
    for (unsigned i = 0; i < count && reader.ok(); ++i) {
        places.push_back({reader.number<std::uint32_t>(), 1});
    }
    const auto content = SecretBuffer::copy_of(reader.raw(reader.number<std::uint32_t>()));
    if (!reader.at_end()) {
        return damaged_report();
    }
    report.entries = TRY(decode_entries(content));
    if (report.entries.size() != places.size()) {
        return damaged_report();
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        report.entries[i].place = places[i];
    }
    return report;
}

} // namespace mfa::transfer
