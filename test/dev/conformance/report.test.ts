import { Cleaner } from '../../../dev/conformance/exchange';
import {
	asJson,
	asMarkdown,
	hasFailed,
	summary,
	type Report,
} from '../../../dev/conformance/report';

const report: Report = {
	node: '1.0.0',
	server: '2.3.7',
	rows: [
		{ name: 'message/sendText', outcome: 'worked' },
		{ name: 'message/sendCarousel', outcome: 'refused', reason: 'needs Evolution API 2.4.0' },
		{
			name: 'chat/get',
			outcome: 'failed',
			reason: 'Something | else',
			exchanges: [{ request: 'GET /chat/x', sent: '', status: 500, answer: '{"status":500}' }],
		},
	],
};

describe('npm run conformance: the report', () => {
	it('shows request and answer of what failed', () => {
		expect(hasFailed(report)).toBe(true);
		expect(summary(report)).toContain(
			'chat/get\n  Something | else\n  GET /chat/x\n  → 500 {"status":500}',
		);
	});

	it('shows a request that got no answer, and the cause', () => {
		const [, , failed] = report.rows;
		const exchanges = [{ request: 'GET /x', sent: '{}', status: 0, answer: 'socket hang up' }];
		const text = summary({ ...report, rows: [{ ...failed, exchanges }] });
		expect(text).toContain('  GET /x {}\n  → no answer socket hang up');
	});

	it('says how many operations worked, were refused as expected, and were not possible', () => {
		expect(summary(report)).toMatch(/1 worked\n +1 refused as expected\n +0 not possible/);
	});

	it('is a valid Markdown table, whatever the texts contain', () => {
		const text = asMarkdown(report);
		expect(text).toContain(
			'| message/sendCarousel | refused as expected: needs Evolution API 2.4.0 |',
		);
		expect(text).toContain('```\nchat/get\n  Something | else');
		const rows = text.split('\n').filter((line) => line.startsWith('| '));
		expect(rows).toHaveLength(report.rows.length + 2);
	});

	it('is available as JSON for programs', () => {
		expect(JSON.parse(asJson(report))).toEqual(report);
	});
});

describe('npm run conformance: requests and answers are reported without', () => {
	const cleaner = new Cleaner();
	cleaner.hide('global-key', '***');
	cleaner.hide('5511988887777', 'RECIPIENT');

	it.each([
		['the key of the server', 'it is global-key'],
		['the key of an instance', '{"hash":"global","token": "B1-C2"}'],
		['the key of a webhook', '{"headers":{"jwt_key":"B1-C2","x-evolution-hub":"B1-C2"}}'],
		['the number of the recipient', '{"number":"5511988887777"}'],
		['a key for OpenAI', '{"openaiApiKey":"B1-C2"}'],
	])('%s', (_what, text) => {
		expect(cleaner.shorten(text)).not.toMatch(/global-key|B1-C2|5511988887777/);
	});

	it('anything secret, but with the ID of a message', () => {
		const text = '{"key":{"id":"3EB0A1","fromMe":true}}';
		expect(cleaner.shorten(text)).toBe(text);
	});

	it('the middle of a file: both ends are kept', () => {
		expect(cleaner.shorten(`{"media":"${'A'.repeat(500)}"}`)).toMatch(/A{24}… \(500 characters\)/);
	});
});
