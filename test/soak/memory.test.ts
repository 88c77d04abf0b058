import { memoryReport } from './memory';

const MB = 1024 * 1024;
const life = (pid: number, heaps: readonly number[], resident = 500) =>
	heaps.map((heap) => ({ pid, heap: heap * MB, resident: resident * MB }));
const flat = (length: number) => Array.from({ length }, (_, index) => 200 + (index % 3));

it('soak: memory that grows until the end is reported as a problem', () => {
	const growing = Array.from({ length: 60 }, (_, index) => 200 + index * 5);
	const { lines, problems } = memoryReport(life(1, growing));
	expect(lines).toEqual([
		'n8n process 1 of 1, 60 samples: lowest heap 200 → 300 → 400 MB, resident 500 → 500 → 500 MB',
	]);
	expect(problems).toEqual([`Memory grows: ${lines[0]}`]);
});

it('soak: resident memory is reported as growing only above its earlier maximum', () => {
	const thirds = (...sizes: number[]) => sizes.flatMap((size) => life(1, flat(20), size));
	expect(memoryReport(thirds(1000, 700, 900)).problems).toEqual([]);
	expect(memoryReport(thirds(1000, 700, 1010)).problems).toHaveLength(1);
});

it('soak: the report says that a short run shows nothing about memory', () => {
	expect(memoryReport(life(1, [200, 250, 300, 350, 400]))).toEqual({
		lines: ['No n8n lived long enough to see whether its memory grows'],
		problems: [],
	});
});

it('soak: memory that n8n uses at its start is no growth, and each n8n process between restarts is judged separately', () => {
	const first = life(1, [100, 120, 140, 160, ...flat(50)]);
	const { lines, problems } = memoryReport([...first, ...life(2, flat(3)), ...life(3, flat(40))]);
	expect(lines).toHaveLength(2);
	expect(problems).toEqual([]);
});
