/**
 * Runs the tests, and prints how much of `nodes/` they run. It fails if that is less than the minimum.
 * `-- <paths>` runs only the tests in these paths, without a minimum.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import typescript from '../test/jest/typescript';

const CHECKOUT = path.join(__dirname, '..');
const FLOOR = { statements: 95, branches: 85 };
const MOST_FILES = 12;

/** V8's coverage of one file. An outer range comes before the ranges inside it. */
export interface Script {
	readonly url: string;
	readonly functions: ReadonlyArray<{
		readonly ranges: ReadonlyArray<{
			readonly startOffset: number;
			readonly endOffset: number;
			readonly count: number;
		}>;
	}>;
}

/** Offsets of a line in the compiled JavaScript. Each line counts as a statement. */
interface Line {
	readonly start: number;
	readonly end: number;
}

interface CoveredFile {
	/** Lines from the source. Lines that esbuild adds, and lines with only brackets, don't count. */
	readonly lines: readonly Line[];
	/** For each character, 1 if a test has run it. */
	readonly ran: Uint8Array;
	readonly branches: Set<number>;
}

const sourceFiles = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
		.map((file) => path.join(folder, file));

function unseen(file: string): CoveredFile {
	const { code, map } = typescript.process(readFileSync(file, 'utf8'), file);
	const { mappings } = JSON.parse(map) as { mappings: string };
	const sources = mappings.split(';');
	let start = 0;
	const lines = code.split('\n').flatMap((text, index): Line[] => {
		const line = { start, end: start + text.length };
		start = line.end + 1;
		const isOurs = (sources[index] ?? '') !== '' && /\w/.test(text);
		return isOurs ? [line] : [];
	});
	return { lines, ran: new Uint8Array(code.length), branches: new Set() };
}

function add({ ran, branches }: CoveredFile, { functions }: Script): void {
	const here = new Uint8Array(ran.length);
	for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
		here.fill(count > 0 ? 1 : 0, startOffset, endOffset);
		// The range at 0 is the whole file, so it isn't a branch.
		if (startOffset > 0) branches.add(startOffset);
	}
	for (const [place, value] of here.entries()) if (value === 1) ran[place] = 1;
}

interface Counted {
	readonly all: number;
	readonly ran: number;
}

const statementsOf = ({ lines, ran }: CoveredFile): Counted => ({
	all: lines.length,
	ran: lines.filter(({ start, end }) => ran.subarray(start, end).includes(1)).length,
});

function branchesOf({ lines, ran, branches }: CoveredFile): Counted {
	const ours = [...branches].filter((place) =>
		lines.some(({ start, end }) => place >= start && place <= end),
	);
	return { all: ours.length, ran: ours.filter((place) => ran[place] === 1).length };
}

const sum = (all: readonly Counted[]): Counted => ({
	all: all.reduce((total, one) => total + one.all, 0),
	ran: all.reduce((total, one) => total + one.ran, 0),
});

const percentOf = ({ all, ran }: Counted) => (all === 0 ? 100 : (100 * ran) / all);

export interface FileCoverage {
	readonly file: string;
	readonly statements: Counted;
	readonly branches: Counted;
}

export function coverageIn(sources: string, scripts: readonly Script[]): FileCoverage[] {
	const files = new Map(sourceFiles(sources).map((file) => [file, unseen(file)]));
	for (const script of scripts) {
		const seen = files.get(fileURLToPath(script.url));
		if (seen !== undefined) add(seen, script);
	}
	return [...files].map(([file, seen]) => ({
		file: path.relative(sources, file),
		statements: statementsOf(seen),
		branches: branchesOf(seen),
	}));
}

const missing = ({ statements, branches }: FileCoverage) =>
	statements.all - statements.ran + branches.all - branches.ran;

/** @returns whether the coverage is high enough */
function report(files: readonly FileCoverage[]): boolean {
	const worst = [...files].sort((one, other) => missing(other) - missing(one));
	console.log('\nMost is missing in:');
	for (const { file, statements, branches } of worst.slice(0, MOST_FILES)) {
		const of = ({ all, ran }: Counted) => `${ran} of ${all}`;
		console.log(`  ${file}: ${of(statements)} statements, ${of(branches)} branches`);
	}
	const statements = percentOf(sum(files.map((one) => one.statements)));
	const branches = percentOf(sum(files.map((one) => one.branches)));
	console.log(
		`The tests run ${statements.toFixed(1)} % of the statements and ${branches.toFixed(1)} % of the branches of nodes/. The floor: ${FLOOR.statements} and ${FLOOR.branches}.`,
	);
	return statements >= FLOOR.statements && branches >= FLOOR.branches;
}

/** @returns whether the tests pass, and the coverage is high enough */
function main(paths: readonly string[]): boolean {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'coverage-'));
	try {
		const { status } = spawnSync('npm', ['test', '--', ...paths], {
			cwd: CHECKOUT,
			env: { ...process.env, COVERAGE_FOLDER: folder },
			stdio: 'inherit',
		});
		const told = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
		const scripts = told.flatMap((text) => (text === '' ? [] : (JSON.parse(text) as Script[])));
		const isEnough = report(coverageIn(path.join(CHECKOUT, 'nodes'), scripts));
		const isWhole = paths.length === 0 && !told.includes('');
		if (told.includes(''))
			console.log('A worker was killed before it could say what it ran: it may be more.');
		return status === 0 && (isEnough || !isWhole);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

if (require.main === module) process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
