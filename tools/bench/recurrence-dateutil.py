"""
Answers recurrences with python-dateutil: a JSON object a line in, one a line out.

dateutil expands each RRULE on the clock on the wall (naive datetimes). What belongs to the zone is added here: a local time
becomes an instant with fold=0, which PEP 495 defines as RFC 5545, 3.3.5 does (the offset before a gap, the first of two). Rules and RDATE
are united and EXDATE taken away by instant.

Where `corrected` is asked for, known mistakes of dateutil are made good by other means of dateutil; see docs/recurrence.md.
"""

import datetime as dt
import hashlib
import itertools
import json
import re
import sys
import types
import zoneinfo

import dateutil
import dateutil.rrule
from dateutil.rrule import rrulestr

UTC = dt.timezone.utc
UNITS = {'SECONDLY': 1, 'MINUTELY': 60, 'HOURLY': 3600, 'DAILY': 86400, 'WEEKLY': 7 * 86400}
zones = {}

# dateutil looks for a rule that has ceased to fire until the year 9999, which takes minutes; ten years are enough here.
bounds = types.SimpleNamespace(**vars(dt))
dateutil.rrule.datetime = bounds


def zone_of(name):
    if name not in zones:
        zones[name] = zoneinfo.ZoneInfo(name)
    return zones[name]


def instant(local, zone):
    return int(local.replace(tzinfo=zone, fold=0).astimezone(UTC).timestamp())


def moment(text):
    """A naive datetime, whether it is in UTC, and whether it is a date alone."""
    if len(text) == 8:
        return dt.datetime.strptime(text, '%Y%m%d'), False, True
    return dt.datetime.strptime(text.rstrip('Z'), '%Y%m%dT%H%M%S'), text.endswith('Z'), False


def dates(line, start, zone):
    head, values = line.split(':', 1)
    tzid = re.search(r';TZID=([^;]+)', head)
    of = zone_of(tzid.group(1)) if tzid else zone
    for value in values.split(','):
        local, utc, date_only = moment(value)
        if utc:
            yield int(local.replace(tzinfo=UTC).timestamp())
        else:
            yield instant(dt.datetime.combine(local.date(), start.time()) if date_only else local, of)


class Rule:
    """One RRULE, its UNTIL apart: in UTC it is compared with instants, and a date alone means all of that day."""

    def __init__(self, text, start, zone, corrected):
        self.zone = zone
        self.parts = dict(part.split('=', 1) for part in text.split(';'))
        self.start = start
        self.corrected = corrected
        self.until_instant = None
        self.until_local = None
        if 'UNTIL' in self.parts:
            local, utc, date_only = moment(self.parts.pop('UNTIL'))
            if utc:
                self.until_instant = int(local.replace(tzinfo=UTC).timestamp())
            else:
                self.until_local = local + dt.timedelta(seconds=86399) if date_only else local

    def naive(self, end):
        """The local times from the start to an end."""
        parts = dict(self.parts)
        count = parts.pop('COUNT', None)
        start = self.start
        if self.corrected and parts['FREQ'] == 'WEEKLY' and 'BYSETPOS' in parts:
            # dateutil begins the first week with the start, so that positions are counted from there.
            start = self.week_start(parts)
        if start == self.start and count is not None and not self.corrected:
            parts['COUNT'] = count
            count = None
        found = self.expand(parts, start, end)
        found = itertools.dropwhile(lambda local: local < self.start, found)
        return found if count is None else itertools.islice(found, int(count))

    def expand(self, parts, start, end):
        days = parts.get('BYDAY', '').split(',')
        mixed = any(len(day) == 2 for day in days) and any(len(day) > 2 for day in days)
        text = ';'.join(f'{name}={value}' for name, value in by_days(parts).items())
        if self.corrected and mixed:
            return mixed_days(parts, days, start, end)
        if self.corrected and 'BYWEEKNO' in parts:
            return by_week(parts, start, end)
        limit = end.strftime('%Y%m%dT%H%M%S')
        if 'COUNT' in parts:
            return itertools.takewhile(lambda local: local <= end, iter(rrulestr(text, dtstart=start)))
        return iter(rrulestr(f'{text};UNTIL={limit}', dtstart=start))

    def week_start(self, parts):
        week_start = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'].index(parts.get('WKST', 'MO'))
        # What the rule leaves out is the start's, and must stay so.
        parts.setdefault('BYDAY', ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][self.start.weekday()])
        return self.start - dt.timedelta(days=(self.start.weekday() - week_start) % 7)

    def instants(self, end):
        """In the order of local times, and so not quite ascending where a clock is put forward."""
        last = end if self.until_local is None else min(end, self.until_local)
        if self.until_instant is not None:
            last = min(last, dt.datetime.fromtimestamp(self.until_instant, UTC).replace(tzinfo=None) + dt.timedelta(days=2))
        for local in self.naive(last):
            at = instant(local, self.zone)
            if self.until_instant is None or at <= self.until_instant:
                yield at


def by_days(parts):
    """Each second that a rule allows, said by days: dateutil tries the seconds one by one, which takes minutes for ten years."""
    positions = parts.get('BYSETPOS', '1').split(',')
    if parts['FREQ'] != 'SECONDLY' or parts.get('INTERVAL', '1') != '1' or not {'1', '-1'}.intersection(positions):
        return parts
    every = {name: ','.join(map(str, range(end))) for name, end in (('BYHOUR', 24), ('BYMINUTE', 60), ('BYSECOND', 60))}
    rest = {name: value for name, value in parts.items() if name != 'BYSETPOS'}
    return {**every, **rest, 'FREQ': 'DAILY'}


def by_position(parts, periods):
    """BYSETPOS over sets that are given."""
    positions = [int(each) for each in parts['BYSETPOS'].split(',')]
    for _, times in periods:
        times = sorted(times)
        chosen = {each - 1 if each > 0 else len(times) + each for each in positions}
        yield from (times[each] for each in sorted(chosen) if 0 <= each < len(times))


def period_of(frequency):
    return (lambda local: local.year) if frequency == 'YEARLY' else (lambda local: (local.year, local.month))


def whole_periods(parts, start, end, expand):
    """Sets of local times for each period, from the first day of the period of the start."""
    inner = {name: value for name, value in parts.items() if name != 'BYSETPOS'}
    first = start.replace(day=1) if parts['FREQ'] == 'MONTHLY' else start.replace(month=1, day=1)
    # To the end of its year, so that the last set is whole.
    last = end.replace(month=12, day=31, hour=23, minute=59, second=59)
    times = sorted(set(expand(inner, first, last)))
    if 'BYSETPOS' in parts:
        times = by_position(parts, itertools.groupby(times, key=period_of(parts['FREQ'])))
    return (local for local in times if start <= local <= end)


def mixed_days(parts, days, start, end):
    """dateutil lets BYDAY=MO,1TU mean days that are both; RFC 5545 means either."""

    def expand(inner, first, last):
        for chosen in ([day for day in days if len(day) == 2], [day for day in days if len(day) > 2]):
            text = ';'.join(f'{name}={value}' for name, value in {**inner, 'BYDAY': ','.join(chosen)}.items())
            yield from rrulestr(f'{text};UNTIL={last.strftime("%Y%m%dT%H%M%S")}', dtstart=first)

    return whole_periods(parts, start, end, expand)


def by_week(parts, start, end):
    """dateutil gets the weeks at the turn of some years wrong: here they are filtered, and not by dateutil."""
    numbers = {int(each) for each in parts['BYWEEKNO'].split(',')}
    week_start = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'].index(parts.get('WKST', 'MO'))

    def first_week(year):
        day = dt.date(year, 1, 4)
        return day - dt.timedelta(days=(day.weekday() - week_start) % 7)

    def matches(local):
        day = local.date()
        year = next(each for each in (day.year + 1, day.year, day.year - 1) if first_week(each) <= day)
        week = (day - first_week(year)).days // 7 + 1
        weeks = (first_week(year + 1) - first_week(year)).days // 7
        return week in numbers or week - weeks - 1 in numbers

    def expand(inner, first, last):
        rest = {name: value for name, value in inner.items() if name != 'BYWEEKNO'}
        # Without BYWEEKNO, dateutil would take the day from the start.
        if not any(name in rest for name in ('BYDAY', 'BYMONTHDAY', 'BYYEARDAY')):
            rest['BYDAY'] = 'MO,TU,WE,TH,FR,SA,SU'
        text = ';'.join(f'{name}={value}' for name, value in rest.items())
        return filter(matches, rrulestr(f'{text};UNTIL={last.strftime("%Y%m%dT%H%M%S")}', dtstart=first))

    return whole_periods(parts, start, end, expand)


def ascending(instants):
    """Puts what is up to a day late in order."""
    held = []
    for at in instants:
        held.append(at)
        if at - held[0] > 3 * 86400:
            held.sort()
            ready = [each for each in held if each < at - 2 * 86400]
            yield from ready
            held = held[len(ready):]
    yield from sorted(held)


def answer(case):
    start = dt.datetime.fromisoformat(case['start'])
    zone = zone_of(case['zone'])
    end = start + dt.timedelta(days=3652)
    if 'until' in case:
        end = min(end, dt.datetime.fromtimestamp(case['until'], UTC).replace(tzinfo=None) + dt.timedelta(days=2))
    bounds.MAXYEAR = end.year
    limit = case['limit']
    lines = case['rules'].split('\n')
    rules = [Rule(line[6:], start, zone, case.get('corrected', False)) for line in lines if line.startswith('RRULE:')]
    if case.get('late'):
        rules = [late(rule, case['late']) for rule in rules]
    found = set()
    # Of each rule as many as are wanted and may be excluded, so that the first of all are among them.
    excluded = {at for line in lines if line.startswith('EXDATE') for at in dates(line, start, zone)}
    ends = []
    for rule in rules:
        own = list(itertools.islice(ascending(rule.instants(end)), limit + len(excluded) + 1))
        found.update(own)
        if len(own) > limit + len(excluded):
            ends.append(own[-1])
    if not case.get('late'):
        found.update(at for line in lines if line.startswith('RDATE') for at in dates(line, start, zone))
    begin = instant(rules[0].start, zone) + 2 * 86400 if case.get('late') else instant(start, zone) - 2 * 86400
    stop = min([instant(end, zone), *ends])
    # RDATE may name what lies outside.
    inside = sorted(at for at in found - excluded if begin <= at < stop)[:limit]
    result = {'count': len(inside), 'hash': digest(inside), 'begin': begin, 'stop': stop}
    if case.get('full'):
        result['instants'] = inside
    return result


def late(rule, seconds):
    """The rule as if it began a multiple of its interval later: what comes then without all that comes before."""
    unit = UNITS[rule.parts['FREQ']] * int(rule.parts.get('INTERVAL', 1))
    rule.start += dt.timedelta(seconds=seconds // unit * unit)
    return rule


def digest(instants):
    return hashlib.sha256(','.join(map(str, instants)).encode()).hexdigest()[:16]


def offsets(case):
    """The offset of a zone, every six hours."""
    zone = zone_of(case['zone'])
    first, last, step = case['offsets']
    return {
        'offsets': [
            int(dt.datetime.fromtimestamp(at, zone).utcoffset().total_seconds()) for at in range(first, last, step)
        ]
    }


def main():
    print(json.dumps({'dateutil': dateutil.__version__, 'python': sys.version.split()[0]}), flush=True)
    for line in sys.stdin:
        case = json.loads(line)
        try:
            result = offsets(case) if 'offsets' in case else answer(case)
        except (ValueError, OverflowError) as error:
            result = {'error': str(error)}
        print(json.dumps(result), flush=True)


main()
