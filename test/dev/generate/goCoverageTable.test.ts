import { goCoverage, goCoverageTable } from '../../../dev/generate/goCoverageTable';
import reasons from '../../../dev/generate/goCoverage.json';
import { resources } from '../../../nodes/EvolutionApi/operations';
import { goRouteFacts } from '../../support/goFacts';

describe('npm run generate: the page about the routes of Evolution Go', () => {
	const coverage = goCoverage(resources);
	const labelsOf = (wanted: string) => coverage.find(({ route }) => route === wanted)?.labels;

	it('has an operation for each route, or a reason why there is none, and never both', () => {
		const wrong = coverage.filter(
			({ labels, reason }) => (labels.length === 0) === (reason === undefined),
		);
		expect(wrong).toEqual([]);
	});

	it('has reasons only for routes that exist', () => {
		const known = goRouteFacts.map(({ route }) => route);
		expect(Object.keys(reasons).filter((route) => !known.includes(route))).toEqual([]);
		for (const reason of Object.values(reasons)) expect(reason).toMatch(/^[A-Z].*\.$/);
	});

	it('has the routes that an operation calls through a helper function', () => {
		expect(labelsOf('POST /send/link')).toContain('Message → Send Text');
		expect(labelsOf('GET /instance/:instanceId/advanced-settings')).toEqual([
			'Settings → Get',
			'Settings → Update',
		]);
		expect(labelsOf('POST /instance/pair')).toEqual(['Instance → Connect']);
	});

	it('has the route of each operation that only Evolution Go has', () => {
		expect(labelsOf('POST /newsletter/info')).toEqual(['Channel → Get']);
	});

	it('has a row for each route', () => {
		const rows = goCoverageTable(resources)
			.split('\n')
			.filter((line) => line.startsWith('| `'));
		expect(rows).toHaveLength(100);
		expect(rows).toContain('| `POST /send/event` | | In no release yet. |');
	});
});
