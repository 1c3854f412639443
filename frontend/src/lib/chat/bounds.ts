/*
 * How much of what a server says is put on the screen: a page with 100,000 lines in a list stands still. What is not
 * shown is counted, and found by typing.
 */

/** Lines of people in the sidebar, and of members in a room's dialog. */
export const mostPeople = 200;
/** Lines of rooms in the sidebar: as many as a server lets anybody be in. */
export const mostRooms = 1000;
