import { coverageTable } from '../../../dev/generate/coverageTable';
import { resources } from '../../../nodes/EvolutionApi/operations';

describe('npm run generate: the page about the routes of Evolution API', () => {
	const lines = coverageTable(resources).split('\n');

	it('names a route once, with all operations that call it', () => {
		const rows = lines.filter((line) => line.includes('`POST /chat/updateBlockStatus/{instance}`'));
		expect(rows).toEqual([
			'| `POST /chat/updateBlockStatus/{instance}` | Contact → Block, Contact → Unblock | 2.3.0 or before |',
		]);
	});

	it('shows the first server version of a route', () => {
		expect(lines).toContain(
			'| `POST /dify/create/{instance}` | Chatbot → Create | 2.3.0 or before |',
		);
		expect(lines).toContain('| `GET /kafka/find/{instance}` | Event Transport → Get | 2.3.4 |');
	});

	it('has a row for each route', () => {
		const routes = lines.filter((line) => line.startsWith('| `')).map((line) => line.split('`')[1]);
		expect(routes.length).toBeGreaterThan(170);
		expect(new Set(routes).size).toBe(routes.length);
	});
});
