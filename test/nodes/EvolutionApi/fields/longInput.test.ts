import { parseInput } from '../../../../nodes/EvolutionApi/core/input/inputProblem';
import { resources } from '../../../../nodes/EvolutionApi/operations';

// Converting a text or parsing a list blocks the whole n8n process, so values that are far too long must be refused before that.

const MEGABYTE = 1_000_000;

function parse(resource: string, operation: string, values: Record<string, unknown>): unknown {
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (found === undefined) throw new Error(`There is no ${resource}.${operation}`);
	return parseInput(found.input, values);
}

const sendText = (values: Record<string, unknown>) =>
	parse('message', 'sendText', { recipient: '5511988887777', text: 'Hello', ...values });
const mention = (members: unknown) => sendText({ options: { mentions: { values: { members } } } });
const checkNumbers = (numbers: unknown) => parse('contact', 'checkNumbers', { numbers });

const repeated = (part: string) => part.repeat(Math.ceil(MEGABYTE / part.length));

const LISTS: Array<[string, unknown]> = [
	['of commas', repeated(',')],
	['of numbers', repeated('5511988887777,')],
	['of line breaks and blanks', repeated('\n  ')],
	['of entries', Array<string>(71_429).fill('5511988887777')],
];

function refusal(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		return (error as Error).message;
	}
	return 'nothing was refused';
}

it.each(LISTS)('a list of one megabyte %s is refused before it is taken apart', (_name, list) => {
	const tooLong = /has \d+ characters, but a list may have 250000 at most$/;
	expect(refusal(() => checkNumbers(list))).toMatch(tooLong);
	expect(refusal(() => mention(list))).toMatch(tooLong);
});

it.each([
	['digits', repeated('5')],
	['blanks between two digits', `5${' '.repeat(MEGABYTE)}5`],
	['brackets', repeated('(')],
])('a recipient of one megabyte of %s is refused unread', (_name, recipient) => {
	const problem = refusal(() => sendText({ recipient }));
	expect(problem).toMatch(/has 100000\d characters, and is no number$/);
	expect(problem.length).toBeLessThan(200);
});

it.each(['markdown', 'whatsapp'])('a %s text of one megabyte is refused unread', (textFormat) => {
	const text = repeated('**bold** and [a link](https://example.com)\n');
	expect(refusal(() => sendText({ text, options: { textFormat } }))).toMatch(
		/^"text" has \d+ characters, but a message has 65536 at most$/,
	);
});

it('a list of 10,000 numbers is taken', () => {
	const numbers = Array.from({ length: 10_000 }, (_number, index) => `55119${80_000_000 + index}`);
	expect(checkNumbers(numbers.join(',\n'))).toMatchObject({ numbers });
});
