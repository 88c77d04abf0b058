import { brokenBy } from '../../dev/released/breaks';
import { currentPromises, type Release } from '../../dev/released/current';
import { readRecord, recordText } from '../../dev/released/record';
import { WITHDRAWN } from '../../dev/released/withdrawn';
import { version } from '../../package.json';

const record = readRecord();
if (record === undefined) throw new Error('There is no test/package/released.json: npm run record');

it('workflows that were saved with the last release go on working', () => {
	expect(brokenBy(record, currentPromises())).toBeUndefined();
});

it('what was withdrawn since the last release is gone, and was there', () => {
	const offers = ({ nodes }: Release, { path, place }: (typeof WITHDRAWN)[number]) =>
		[nodes.evolutionApi['1'], nodes.evolutionApiTrigger['2']]
			.flatMap(({ parameters }) => parameters[path] ?? [])
			.some((variant) => variant.in.includes(place));
	for (const one of WITHDRAWN) {
		expect(offers(record, one)).toBe(true);
		expect(offers(currentPromises(), one)).toBe(false);
	}
});

it('the record is of the release that package.json names', () => {
	// Else: npm run record, as CONTRIBUTING.md says under "Release".
	expect(record.release).toBe(version);
});

it('the record has every operation and event, and would tell if one changed', () => {
	const { evolutionApi, evolutionApiTrigger } = record.nodes;
	expect(Object.keys(evolutionApi['1'].outputs).length).toBeGreaterThan(100);
	expect(Object.keys(evolutionApiTrigger['2'].outputs).length).toBeGreaterThan(40);
	const changed = JSON.parse(
		recordText(record).replace('"messageId":"string"', '"oldId":"string"'),
	);
	expect(brokenBy(changed, currentPromises())).toContain('"oldId" of the output is gone');
});
