import { execFileSync } from 'node:child_process';

export interface JunitCase {
  readonly name: string;
  readonly time: number;
  /** Each element inside, with its message or its text. */
  readonly says: Readonly<Record<string, string>>;
}

export interface Junit {
  readonly suites: Readonly<Record<string, string>>;
  readonly suite: Readonly<Record<string, string>>;
  readonly cases: readonly JunitCase[];
}

/** Reads a report with an XML parser that nobody here wrote: Python's, which takes nothing but well-formed XML. */
export function junitIn(xml: string): Junit {
  return JSON.parse(execFileSync('python3', ['-c', PARSE], { input: xml, encoding: 'utf8' }));
}

const PARSE = `
import json, sys
from xml.etree import ElementTree
suites = ElementTree.fromstring(sys.stdin.buffer.read())
suite = suites.find('testsuite')
says = lambda case: {each.tag: each.get('message') or each.text or '' for each in case}
cases = [{'name': case.get('name'), 'time': float(case.get('time')), 'says': says(case)} for case in suite]
print(json.dumps({'suites': suites.attrib, 'suite': suite.attrib, 'cases': cases}))
`;
