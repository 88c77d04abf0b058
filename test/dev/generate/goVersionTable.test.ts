import { readFileSync } from 'node:fs';
import path from 'node:path';

import { goOperations, withGoVersions } from '../../../dev/generate/goVersionTable';
import { resources } from '../../../nodes/EvolutionApi/operations';
import { goRouteFacts } from '../../support/goFacts';

describe('npm run generate: the releases of Evolution Go', () => {
	const page = readFileSync(path.join(__dirname, '../../../docs/evolution-go.md'), 'utf8');
	const operations = goOperations(resources);
	const sinceOf = (label: string) => operations.find((one) => one.label === label)?.since;

	it('are in one table of the page, with how many operations each has and which it lacks', () => {
		expect(withGoVersions(page, resources)).toBe(page);
		const [newest, middle, oldest] = page
			.split('\n')
			.filter((line) => /^\| 0\.\d\.\d/.test(line))
			.map((line) => Number(line.split('|')[2]));
		expect(newest).toBe(operations.length);
		expect(middle).toBe(operations.length - 4);
		expect(oldest).toBe(operations.length - 7);
	});

	it('differ as the routes do that the facts know', () => {
		const since = (route: string) => goRouteFacts.find((fact) => fact.route === route)?.since;
		expect(since('POST /send/carousel')).toContain(sinceOf('Message → Send Carousel'));
		expect(since('POST /send/status/text')).toContain(sinceOf('Status (Story) → Send'));
		expect(since('POST /message/markplayed')).toBe(sinceOf('Chat → Mark as Played'));
		expect(since('POST /group/settings')).toBe(sinceOf('Group → Update Settings'));
		expect(since('POST /group/settings')).toBe(sinceOf('Group → Update Member Add Mode'));
	});

	it('have reactions and edits only if WhatsApp accepts them', () => {
		expect(sinceOf('Message → Send Reaction')).toBe('0.7.2');
		expect(sinceOf('Message → Edit')).toBe('0.7');
		expect(sinceOf('Message → Send Text')).toBeUndefined();
	});
});
