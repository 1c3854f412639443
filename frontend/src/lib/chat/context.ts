import { createContext } from 'svelte';
import type { Session } from './session.svelte';

/** The session of this window, for the components under App.svelte. */
export const [getSession, setSession] = createContext<Session>();
