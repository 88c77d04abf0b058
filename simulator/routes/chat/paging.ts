import { crashed } from '../../core/answers';

const PAGE_SIZE = 50;

/** `offset` is the size of a page; a text breaks the query. */
export function pageSize(offset: unknown, table: string, standard = PAGE_SIZE): number {
	if (offset !== undefined && offset !== null && typeof offset !== 'number') {
		throw crashed(
			`\nInvalid \`this.prismaRepository.${table}.findMany()\` invocation:\n\nArgument \`take\`: Invalid value provided. Expected Int, provided String.`,
		);
	}
	return offset || standard;
}

/** Pages count from 1. Texts become numbers. */
export function pageOf<Entry>(entries: Entry[], page: unknown, size: number): Entry[] {
	const start = Math.max(0, (Number(page) || 1) - 1) * size;
	return entries.slice(start, start + size);
}
