/**
 * Writes all files that are derived from the operation table, the table of faults and libphonenumber: the pages about routes, resources
 * and errors, the converter's tables, and the output previews that the editor shows before a node has run.
 * With `--check`, it writes nothing, and fails if a file is out of date.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import '../codeBeforeJson';

import { EvolutionGlobalKeyApi } from '../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionGoKeyApi } from '../../credentials/EvolutionGoKeyApi.credentials';
import { EvolutionInstanceKeyApi } from '../../credentials/EvolutionInstanceKeyApi.credentials';
import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { resources } from '../../nodes/EvolutionApi/operations';
import { TRANSITIONS } from '../../nodes/EvolutionApi/trigger/active/activeTrigger';
import { PACKAGE_NAME, PAGES } from '../ourPackage';
import { converterTable } from './converterTable';
import { coverageTable } from './coverageTable';
import { withErrorTable } from './errorTable';
import { errorPage, errorTexts } from './errorTexts';
import { descriptionSnapshot, snapshotFile } from './descriptionSnapshot';
import { exampleOutput } from './exampleOutput';
import { goCoverageTable } from './goCoverageTable';
import { goRouteTable } from './goRouteTable';
import { withGoVersions } from './goVersionTable';
import { fileTypeTable } from './fileTypeTable';
import { refresh, staleFiles, type GeneratedFiles } from './files';
import { withTable } from './markdown';
import { withMigrationTable } from './migrationTable';
import { outputPreview, type OutputPreview } from './outputSchema';
import { REFERENCE, referenceIndex, referencePage, triggerPage } from './reference';
import { numberingPlans } from './numberingPlans';
import { PAGES_WITH_ITEMS, withItems } from './pageItems';
import { roomDiagram } from './roomDiagram';
import { stateDiagram } from './stateDiagram';
import { withWordTables } from './wordsTable';

const ROOT = path.join(__dirname, '..', '..');
const CREDENTIALS = [
	new EvolutionGlobalKeyApi(),
	new EvolutionInstanceKeyApi(),
	new EvolutionGoKeyApi(),
];
const COVERAGE = 'docs/development/coverage.md';
const CONVERTER = 'converter/operations.json';
const CONVERTER_GO = 'converter/goRoutes.json';
const CONVERTER_NAME = 'converter/ourPackage.json';
const MIGRATION = 'docs/migration.md';
const EVOLUTION_GO = 'docs/evolution-go.md';
const ARCHITECTURE = 'ARCHITECTURE.md';
const PLANS = 'nodes/EvolutionApi/core/phones/numberingPlans.json';
const ERRORS = 'docs/development/failures.md';
const FILE_TYPES = 'nodes/EvolutionApi/core/files/typeTable.json';
/** n8n looks for output previews in a subfolder with the node's version: `v1.0.0`. */
const PREVIEWS = 'nodes/EvolutionApi/__schema__';

const { description: action } = new EvolutionApi();
const { description: trigger } = new EvolutionApiTrigger();

const withDiagrams = (page: string) =>
	withTable(
		withTable(page, 'states', stateDiagram(TRANSITIONS)),
		'rooms',
		roomDiagram(path.join(ROOT, 'nodes', 'EvolutionApi')),
	);

/** @throws {Error} that names the operations whose example fails */
async function generate(): Promise<GeneratedFiles> {
	const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
	const files = new Map([
		[MIGRATION, withMigrationTable(read(MIGRATION))],
		[EVOLUTION_GO, withGoVersions(read(EVOLUTION_GO), resources)],
		[CONVERTER, await converterTable(resources)],
		[CONVERTER_GO, goRouteTable()],
		[CONVERTER_NAME, `${JSON.stringify({ name: PACKAGE_NAME, pages: PAGES }, null, '\t')}\n`],
		[COVERAGE, `${coverageTable(resources)}\n${goCoverageTable(resources)}`],
		[`${REFERENCE}/README.md`, referenceIndex(resources, CREDENTIALS)],
		[`${REFERENCE}/trigger.md`, triggerPage(trigger.properties)],
		[`${REFERENCE}/errors.md`, errorPage(errorTexts(path.join(ROOT, 'nodes')))],
		[FILE_TYPES, fileTypeTable()],
		[PLANS, numberingPlans()],
		[ERRORS, withWordTables(withErrorTable(read(ERRORS)))],
		[ARCHITECTURE, withDiagrams(read(ARCHITECTURE))],
		...[action, trigger].map((node) => [snapshotFile(node), descriptionSnapshot(node)] as const),
	]);
	for (const [page, names] of Object.entries(PAGES_WITH_ITEMS))
		files.set(page, await withItems(read(page), names));
	const problems: string[] = [];
	for (const resource of resources) {
		const previews = new Map<string, OutputPreview>();
		for (const operation of resource.operations) {
			const name = `${resource.value}/${operation.value}`;
			try {
				const preview = outputPreview(await exampleOutput(resource.value, operation));
				previews.set(operation.value, preview);
				const text = `${JSON.stringify(preview, null, '\t')}\n`;
				files.set(`${PREVIEWS}/v1.0.0/${name}.json`, text);
			} catch (error) {
				problems.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
			}
		}
		files.set(`${REFERENCE}/${resource.value}.md`, referencePage(resource, previews));
	}
	if (problems.length === 0) return files;
	throw new Error(`The example of …\n  ${problems.join('\n  ')}`);
}

async function main(): Promise<number> {
	const files = await generate();
	const stale = staleFiles(ROOT, files, [PREVIEWS, REFERENCE]);
	if (stale.length === 0) {
		process.stdout.write(`All ${files.size} generated files are up to date.\n`);
		return 0;
	}
	const list = stale.map((file) => `  ${file}\n`).join('');
	if (process.argv.includes('--check')) {
		process.stderr.write(`Stale. Run "npm run generate" and commit:\n${list}`);
		return 1;
	}
	refresh(ROOT, files, stale);
	process.stdout.write(`Changed:\n${list}`);
	return 0;
}

// n8n-core starts timers when it's loaded, so the process would never end.
main().then(
	(code) => process.exit(code),
	(error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	},
);
