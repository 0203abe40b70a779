"""Imports the food tables of USDA FoodData Central into a project: Firestore, Pinecone, and the search table of the functions."""
