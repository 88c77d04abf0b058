import { readFileSync } from 'node:fs';
import path from 'node:path';

import { itemOf, messageBody } from './support/deliveries';
import { EXAMPLES } from './support/kindExamples';

const PAGE = readFileSync(path.join(process.cwd(), 'docs', 'trigger-output.md'), 'utf8');

const shown = (value: unknown) =>
	`\`${String(value).replaceAll('\n', ' ⏎ ').replaceAll('|', '\\|')}\``;

it('the page of the output shows an example of each kind as the trigger returns it', () => {
	const [, table = ''] =
		/\n### An example of each kind\n(?:.*\n)+?\| --- .*\n((?:\|.*\n)+)/.exec(PAGE) ?? [];
	const rows = EXAMPLES.map(([message]) => {
		const { kind, text, chatInput } = itemOf(messageBody(message));
		return `| ${String(kind)} | ${shown(text)} | ${shown(chatInput)} |`;
	});
	expect(table.trim().split('\n')).toEqual(rows);
});
