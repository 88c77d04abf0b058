import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LABELS: Readonly<Record<string, string>> = {
	nodes: 'the two nodes',
	operations: 'operations:<br>the table',
	wait: 'wait:<br>Send and Wait',
	health: 'health:<br>checks',
	socket: 'socket:<br>Socket.IO',
	hub: 'hub: many workflows,<br>one webhook',
	events: 'events: a delivery<br>becomes items',
	run: 'run: items in,<br>items out',
	fields: 'fields:<br>panels',
	table: 'table:<br>entries and parameters',
	server: 'server:<br>requests',
	errors: 'errors:<br>what they mean',
	core: 'core:<br>values',
	n8n: 'n8n:<br>its insides',
};

type Imports = ReadonlyMap<string, ReadonlySet<string>>;

const IMPORT = /\b(?:from|import\()\s*'(\.[^']+)'/g;

function roomsIn(folder: string): Imports {
	const roomOf = (file: string) => {
		const [room = '', ...rest] = path.relative(folder, file).split(path.sep);
		return rest.length === 0 ? 'nodes' : room;
	};
	const rooms = new Map<string, Set<string>>();
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
		if (!name.endsWith('.ts')) continue;
		const file = path.join(folder, name);
		const room = roomOf(file);
		const imported = rooms.get(room) ?? new Set();
		rooms.set(room, imported);
		for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
			const other = roomOf(path.resolve(path.dirname(file), target));
			if (other !== room) imported.add(other);
		}
	}
	return rooms;
}

function leadsOver(rooms: Imports, from: string, to: string): boolean {
	const next = (room: string) => [...(rooms.get(room) ?? [])];
	const reaches = (room: string): boolean =>
		next(room).some((other) => other === to || reaches(other));
	return next(from).some((other) => other !== to && reaches(other));
}

/** Each arrow is an import, but it's left out if a longer chain of arrows leads there, too. */
export function roomDiagram(folder: string): string {
	const rooms = roomsIn(folder);
	const lines = [...rooms].map(([room, imported]) => {
		const next = [...imported].filter((other) => !leadsOver(rooms, room, other)).sort();
		const arrow = next.length === 0 ? '' : ` --> ${next.join(' & ')}`;
		return `    ${room}["${LABELS[room] ?? room}"]${arrow}`;
	});
	return ['```mermaid', 'flowchart TD', ...lines.sort(), '```'].join('\n');
}
