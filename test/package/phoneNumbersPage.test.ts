import { readFileSync } from 'node:fs';
import path from 'node:path';

import { readPhoneNumber } from '../../nodes/EvolutionApi/core/phones/readPhoneNumber';

const page = readFileSync(path.join(__dirname, '../../docs/phone-numbers.md'), 'utf8');

const rowsOf = (heading: string) =>
	[
		...(page.split(`## ${heading}\n`)[1] ?? '')
			.split('\n## ')[0]
			.matchAll(/^\| (`.+) \| (.+) \|$/gm),
	].flatMap(([, numbers, text]) =>
		[...numbers.matchAll(/`([^`]+)`/g)].map(([, number]) => [number, text]),
	);

it.each(rowsOf("What's accepted"))('docs/phone-numbers.md: %s is read as %s', (number, digits) => {
	expect(readPhoneNumber(number)).toMatchObject({ digits: digits.replaceAll('`', '') });
});

it.each(rowsOf("What's refused"))('docs/phone-numbers.md: %s is refused', (number) => {
	expect(readPhoneNumber(number)).toHaveProperty('problem');
});
